// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/experiment/fields.h"

namespace lire::experiment {

/// Whether a value has its field's type and lies in its range; sections are judged by their type
/// alone. Names that must exist elsewhere (files, models, reward models, objectives) are only
/// texts here. Thread: any.
bool fits(const Field& field, const nlohmann::json& value);

/// A key as a part of a JSON pointer: ~ and / escaped (RFC 6901).
std::string pointerPart(std::string_view key);

}  // namespace lire::experiment
