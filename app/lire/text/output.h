// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

namespace lire::app {

/// Writes one JSON value as a line of standard output and flushes it; bytes that are not UTF-8
/// become U+FFFD. Raises Error (Blame::Running) where standard output does not take it.
void printLine(const nlohmann::json& value);

}  // namespace lire::app
