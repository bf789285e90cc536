// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>

#include <ATen/core/Tensor.h>

namespace lire::models {

/// silu(gate) * up, in fp32 inside, [N, I] in the inputs' dtype. Rows may lie apart, as in
/// halves of one product's result.
at::Tensor swiglu(const at::Tensor& gate, const at::Tensor& up);

/// Gradients with respect to gate and up, in their dtype.
std::pair<at::Tensor, at::Tensor> swigluBackward(const at::Tensor& gradient,
                                                 const at::Tensor& gate,
                                                 const at::Tensor& up);

}  // namespace lire::models
