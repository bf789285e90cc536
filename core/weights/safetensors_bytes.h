// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace lire::weights {

/// Bytes of one number of a safetensors dtype ("F32", "BF16", "I64", …); empty where it is not read
/// here.
std::optional<std::uint64_t> safetensorsBytes(std::string_view name);

}  // namespace lire::weights
