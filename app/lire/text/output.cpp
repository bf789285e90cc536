// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/text/output.h"

#include <iostream>

#include "core/error.h"

namespace lire::app {

void printLine(const nlohmann::json& value) {
    std::cout << value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n'
              << std::flush;
    if (!std::cout) {
        throw Error("standard output",
                    "it does not take any more",
                    "free the disk or the pipe it goes to",
                    Blame::Running);
    }
}

}  // namespace lire::app
