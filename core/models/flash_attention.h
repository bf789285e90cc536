// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/attention.h"

namespace lire::models {

/// Whether flashAttend() takes heads like q [N, H, d]: bf16 on a GPU of compute capability 8.0, d a
/// multiple of 8, at most 256.
bool flashTakes(const at::Tensor& q);

/// attend() by ATen's flash kernels, which keep no scores: each sequence sees itself causally, each
/// response its prompt, and the two are joined by their log-sum-exps. Shapes as there; rows of k
/// and v may lie apart. `pack` must be on q's device.
Attended flashAttend(const at::Tensor& q,
                     const at::Tensor& k,
                     const at::Tensor& v,
                     const Pack& pack);

/// attendBackward() for what flashAttend() gave.
AttentionGradient flashAttendBackward(const at::Tensor& gradient,
                                      const at::Tensor& q,
                                      const at::Tensor& k,
                                      const at::Tensor& v,
                                      const Attended& attended,
                                      const Pack& pack);

}  // namespace lire::models
