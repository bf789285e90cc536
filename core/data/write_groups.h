// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include "core/data/group.h"

namespace lire::data {

/// The group as one line of CLI.md's record; empty fields are left out, unknown ones passed on
/// unless they have the name of one of the record's.
nlohmann::ordered_json toJson(const CandidateGroup& group);
nlohmann::ordered_json toJson(const ResponseSource& source);

}  // namespace lire::data
