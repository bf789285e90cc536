// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

#include "core/experiment/fields.h"

namespace lire::experiment {

/// The one field whose choices are not all: "cuda:N" names a device by its number.
inline constexpr std::string_view devicePointer = "/device";
/// The field whose unknown values are reported by objectives::objectiveKind().
inline constexpr std::string_view objectivePointer = "/train/*/objective";

/// Every field of the experiment file, as fields() returns it: a section before its fields.
/// Objectives are listed from their registry. Thread: any.
std::vector<Field> fieldTable();

}  // namespace lire::experiment
