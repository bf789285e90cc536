// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include <nlohmann/json.hpp>

namespace lire::app {

/// Calls `use` with each line of standard input read as JSON; empty lines are passed over. Errors
/// of the reading, and Errors that `use` raises without a place, name `stdin:LINE`.
void forEachJsonLine(
    const std::function<void(const nlohmann::json& value, const std::string& place)>& use);
/// The same with the keys of objects in the order in which they are written.
void forEachOrderedLine(
    const std::function<void(const nlohmann::ordered_json& value, const std::string& place)>& use);

}  // namespace lire::app
