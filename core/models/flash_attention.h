// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/attention.h"

namespace lire::models {

/// attend() and attendBackward() by ATen's flash kernels, which keep no scores: each sequence sees
/// itself causally, each response its prompt, and the two are joined by their log-sum-exps. A GPU
/// with bf16 (compute capability 8.0) and heads of a multiple of 8 numbers, at most 256.
bool flashTakes(const at::Tensor& q);

Attended flashAttend(const at::Tensor& q,
                     const at::Tensor& k,
                     const at::Tensor& v,
                     const Pack& pack);

AttentionGradient flashAttendBackward(const at::Tensor& gradient,
                                      const at::Tensor& q,
                                      const at::Tensor& k,
                                      const at::Tensor& v,
                                      const Attended& attended,
                                      const Pack& pack);

}  // namespace lire::models
