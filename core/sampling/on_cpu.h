// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/text/token.h"

namespace at {
class Tensor;
}

namespace lire::sampling {

/// Chosen tokens [S] int64 of any device.
std::vector<text::TokenId> onCpu(const at::Tensor& chosen);

}  // namespace lire::sampling
