// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include <nlohmann/json.hpp>

namespace lire::runs {

/// JSON as a column of the store holds it: one line, invalid UTF-8 replaced by U+FFFD (a sampled
/// text may end inside a character). Thread: any.
std::string columnText(const nlohmann::json& value);

/// The inverse. Raises Error, Blame::Running, at `place` (the database's file) where the column
/// holds no JSON.
nlohmann::json columnJson(const std::string& text, const std::string& place);

/// Numbers by name, as columnJson(); null is read as NaN.
std::map<std::string, double> columnNumbers(const std::string& text, const std::string& place);

}  // namespace lire::runs
