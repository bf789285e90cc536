// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/App.hpp>

#include "core/error.h"

namespace lire::app {

/// What is wrong with a command line that the parser refused, as one sentence of ours: the option
/// or the command, the problem, the mend. A name that is not known comes before all else, as what
/// the parser stumbled over often follows from it. Thread: any.
Error usageError(const CLI::App& app, const CLI::ParseError& refusal);

/// Raises Error where a required option or an argument of the command is an empty text.
void refuseEmptyTexts(const CLI::App& command);

}  // namespace lire::app
