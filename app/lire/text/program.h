// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "app/lire/text/command.h"

namespace lire::app {

/// Parses the command line and runs the one of `commands` that it names. Returns the exit code: 0
/// done, 1 failed while running, 2 wrong input, or what the command's work returns; an error is
/// told on standard error.
int runProgram(int argc, char** argv, std::span<const Command> commands);

}  // namespace lire::app
