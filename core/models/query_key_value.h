// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace lire::models {

/// One layer's heads of N tokens in the compute dtype. Rows may lie apart, as in one product's
/// result.
struct QueryKeyValue {
    at::Tensor q = {};  ///< [N, H, d]
    at::Tensor k = {};  ///< [N, KV, d]
    at::Tensor v = {};  ///< [N, KV, d]
};

}  // namespace lire::models
