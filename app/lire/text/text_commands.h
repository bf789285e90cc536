// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "app/lire/text/command.h"

/// One line a command that computes with no tensors: `Command NAMECommand()` is defined in a file
/// of this folder.
#define LIRE_TEXT_COMMANDS(X) \
    X(inspect)                \
    X(tokenize)               \
    X(detokenize)             \
    X(chat)                   \
    X(loss)

namespace lire::app {

/// The commands that compute with no tensors: they start without LibTorch.
std::span<const Command> textCommands();

}  // namespace lire::app
