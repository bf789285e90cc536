// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/swiglu.h"

#include <ATen/ATen.h>

namespace lire::models {

at::Tensor swiglu(const at::Tensor& gate, const at::Tensor& up) {
    return at::silu(gate).mul_(up);
}

std::pair<at::Tensor, at::Tensor> swigluBackward(const at::Tensor& gradient,
                                                 const at::Tensor& gate,
                                                 const at::Tensor& up) {
    auto dUp = at::silu(gate).mul_(gradient);
    auto dGate = at::silu_backward(gradient * up, gate);
    return {std::move(dGate), std::move(dUp)};
}

}  // namespace lire::models
