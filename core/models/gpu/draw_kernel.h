// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace lire::models::gpu {

/// Whether draw() takes these logits: a CUDA device with NVRTC, contiguous fp32, at most 524,288
/// tokens.
bool takesLogits(const at::Tensor& logits);

/// A token of each row of logits [S, V] fp32, drawn from softmax(scale logits), scale > 0 and
/// finite, by a uniform number in [0, 1) each, [S] fp64 on the device → [S] int64; -1 for a row
/// that has a NaN or +inf, or nothing but -inf. Sums run in the vocabulary's order: the same draw
/// as on a CPU but for rounding, and the same each time. Raises Error where the driver refuses.
at::Tensor draw(const at::Tensor& logits, float scale, const at::Tensor& uniforms);

}  // namespace lire::models::gpu
