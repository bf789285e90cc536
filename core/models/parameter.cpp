// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/parameter.h"

#include <vector>

#include <ATen/ATen.h>

namespace lire::models {

void zeroGradients(std::span<const Parameter> parameters) {
    std::vector<at::Tensor> gradients;
    for (const auto& parameter : parameters) {
        gradients.push_back(parameter.gradient);
    }
    if (!gradients.empty()) {
        at::_foreach_zero_(gradients);
    }
}

}  // namespace lire::models
