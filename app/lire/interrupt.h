// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>

namespace lire::app {

/// Exit code of a command that was interrupted and saved its state.
inline constexpr int interruptedExit = 130;

/// A token that is stopped by the first SIGINT or SIGTERM; a second one ends the program at once.
/// Call once, before any thread starts.
std::stop_token stopOnInterrupt();

}  // namespace lire::app
