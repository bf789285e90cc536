// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/safetensors_bytes.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lire::weights {

std::optional<std::uint64_t> safetensorsBytes(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, std::uint64_t>, 9> sizes{{
        {"F32", 4},
        {"F16", 2},
        {"BF16", 2},
        {"F64", 8},
        {"I64", 8},
        {"I32", 4},
        {"I8", 1},
        {"U8", 1},
        {"BOOL", 1},
    }};
    const auto* found = std::find_if(
        sizes.begin(), sizes.end(), [name](const auto& size) { return size.first == name; });
    return found == sizes.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace lire::weights
