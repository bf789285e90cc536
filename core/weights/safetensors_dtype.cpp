// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/safetensors_dtype.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/error.h"

namespace lire::weights {

namespace {

constexpr std::array<std::pair<const char*, c10::ScalarType>, 9> types{{
    {"F32", c10::ScalarType::Float},
    {"F16", c10::ScalarType::Half},
    {"BF16", c10::ScalarType::BFloat16},
    {"F64", c10::ScalarType::Double},
    {"I64", c10::ScalarType::Long},
    {"I32", c10::ScalarType::Int},
    {"I8", c10::ScalarType::Char},
    {"U8", c10::ScalarType::Byte},
    {"BOOL", c10::ScalarType::Bool},
}};

}  // namespace

std::optional<c10::ScalarType> safetensorsDtype(const std::string& name) {
    const auto* found = std::find_if(
        types.begin(), types.end(), [&](const auto& type) { return name == type.first; });
    return found == types.end() ? std::nullopt : std::optional(found->second);
}

std::string safetensorsName(c10::ScalarType dtype) {
    const auto* found = std::find_if(
        types.begin(), types.end(), [dtype](const auto& type) { return dtype == type.second; });
    if (found == types.end()) {
        throw Error("", "safetensors has no such dtype", "save the tensor in fp32", Blame::Running);
    }
    return found->first;
}

}  // namespace lire::weights
