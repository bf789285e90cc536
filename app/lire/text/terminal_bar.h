// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace lire::app {

// The line of progress on the terminal that standard error is, drawn again and again. Before other
// words it is cleared or left; both do nothing where none stands. Thread: any.

/// Draws `line` in place of the one that stands.
void drawBar(const std::string& line);
bool barStands();
/// Takes the line away: what comes next stands in its place.
void clearBar();
/// Leaves it as it is: what comes next stands below.
void leaveBar();

}  // namespace lire::app
