// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "core/error.h"

namespace lire::experiment {

/// What the field table alone can say of an experiment file: unknown keys (with the nearest known
/// one, or the known ones), missing ones, wrong types, values out of range. null means absent. One
/// Error a problem, its place the JSON pointer. Thread: any.
std::vector<Error> checkValues(const nlohmann::json& file);

}  // namespace lire::experiment
