// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "app/lire/text/command.h"

namespace lire::app {

/// The commands that compute with no tensors: they start without LibTorch.
std::span<const Command> textCommands();

}  // namespace lire::app
