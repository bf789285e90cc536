// SPDX-License-Identifier: GPL-3.0-or-later
// `lire`: commands that need no tensors run here at once; loading LibTorch alone would take longer
// than they do. All else is handed to `lire-compute` beside it, in the same process.
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <system_error>

#include <unistd.h>

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
    std::error_code code;
    const auto compute =
        std::filesystem::read_symlink("/proc/self/exe", code).replace_filename("lire-compute");
    if (!code) {
        ::execv(compute.c_str(), argv);
        code = std::error_code(errno, std::generic_category());
    }
    std::cerr << compute.string() << ": cannot be started (" << code.message()
              << "); keep it beside lire, or build again\n";
    return 1;
}
