// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include <c10/core/ScalarType.h>

namespace lire::weights {

/// LibTorch's type of a safetensors dtype ("F32", "BF16", "I64", …); empty where it is not read
/// here.
std::optional<c10::ScalarType> safetensorsDtype(const std::string& name);

/// The inverse. Raises Error for a type that safetensors does not have here.
std::string safetensorsName(c10::ScalarType dtype);

}  // namespace lire::weights
