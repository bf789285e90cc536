// SPDX-License-Identifier: GPL-3.0-or-later
// `lire`: commands that need no tensors run here at once; loading LibTorch alone would take longer
// than they do. All else is handed to `lire-compute` beside it.
#include <cstring>

#include "app/front/hand_over.h"
#include "app/lire/text/program.h"
#include "app/lire/text/text_commands.h"

namespace {

bool isTextCommand(const char* name) {
    for (const auto& command : lire::app::textCommands()) {
        if (command.name == name) {
            return true;
        }
    }
    return std::strcmp(name, "--version") == 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 1 && isTextCommand(argv[1])) {
        return lire::app::runProgram(argc, argv, lire::app::textCommands());
    }
    return lire::app::handOver("lire-compute", argv);
}
