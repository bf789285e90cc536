// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/text/text_commands.h"

#include <array>

namespace lire::app {

Command inspectCommand();
Command tokenizeCommand();
Command detokenizeCommand();
Command chatCommand();
Command lossCommand();

std::span<const Command> textCommands() {
    static const std::array all{
        inspectCommand(), tokenizeCommand(), detokenizeCommand(), chatCommand(), lossCommand()};
    return all;
}

}  // namespace lire::app
