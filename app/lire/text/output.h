// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

namespace lire::app {

/// Writes one JSON value as a line of standard output and flushes it; bytes that are not UTF-8
/// become U+FFFD. A bar on the same terminal is cleared first. Raises Error (Blame::Running) where
/// standard output does not take it. Thread: any.
void printLine(const nlohmann::json& value);

/// Ends the program at once, but not within a line of results: waits for one that is being written,
/// a second at most. Thread: any.
[[noreturn]] void endBetweenLines(int exitCode);

}  // namespace lire::app
