// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include <ATen/core/Tensor.h>
#include <c10/core/ScalarType.h>

#include "core/weights/tensor_file.h"

namespace lire::weights {

/// A file's tensor, dequantized in parallel, its rows in transformers' order, converted to `dtype`,
/// on the CPU, owning its memory. Raises Error (file, tensor) where it is absent or does not fit
/// its heads.
at::Tensor loadStored(const TensorFile& file, std::string_view name, c10::ScalarType dtype);

}  // namespace lire::weights
