// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace lire::models {

/// x + y of one shape, x fp32, y in any dtype; `inPlace`: in x's memory, where x is not needed any
/// more.
at::Tensor residual(const at::Tensor& x, const at::Tensor& y, bool inPlace);

}  // namespace lire::models
