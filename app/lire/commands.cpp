// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/commands.h"

#include <array>

#include "app/lire/text/text_commands.h"

// One line a command: `Command NAMECommand()` is defined in its own file.
#define LIRE_COMMANDS(X)  \
    X(run)                \
    LIRE_TEXT_COMMANDS(X) \
    X(logprobs)           \
    X(sample)             \
    X(score)              \
    X(kl)                 \
    X(train)              \
    X(trainReward)        \
    X(evaluate)           \
    X(merge)              \
    X(bench)              \
    X(report)

namespace lire::app {

#define LIRE_DECLARE(name) Command name##Command();
LIRE_COMMANDS(LIRE_DECLARE)
#undef LIRE_DECLARE

std::span<const Command> commands() {
#define LIRE_LIST(name) name##Command(),
    static const std::array all{LIRE_COMMANDS(LIRE_LIST)};
#undef LIRE_LIST
    return all;
}

}  // namespace lire::app
