// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/text/text_commands.h"

#include <array>

namespace lire::app {

#define LIRE_DECLARE(name) Command name##Command();
LIRE_TEXT_COMMANDS(LIRE_DECLARE)
#undef LIRE_DECLARE

std::span<const Command> textCommands() {
#define LIRE_LIST(name) name##Command(),
    static const std::array all{LIRE_TEXT_COMMANDS(LIRE_LIST)};
#undef LIRE_LIST
    return all;
}

}  // namespace lire::app
