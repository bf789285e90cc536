// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "app/lire/text/command.h"

namespace lire::app {

/// Every command, in the order of the help.
std::span<const Command> commands();

}  // namespace lire::app
