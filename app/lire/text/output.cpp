// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/text/output.h"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <mutex>

#include <unistd.h>

#include "app/lire/text/terminal_bar.h"
#include "core/error.h"

namespace lire::app {

namespace {

/// Held while a line is written: a long one takes several calls of the system.
std::timed_mutex& lineMutex() {
    static std::timed_mutex mutex;
    return mutex;
}

bool isTerminal() {
    static const bool is = ::isatty(STDOUT_FILENO) == 1;
    return is;
}

}  // namespace

void printLine(const nlohmann::json& value) {
    const auto line = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    const std::scoped_lock lock(lineMutex());
    if (isTerminal()) {
        clearBar();
    }
    errno = 0;
    std::cout << line << '\n' << std::flush;
    if (!std::cout) {
        const std::string reason = errno == 0 ? "" : std::string(" (") + std::strerror(errno) + ")";
        throw Error("standard output",
                    "it does not take any more" + reason,
                    "free the disk or the pipe it goes to",
                    Blame::Running);
    }
}

void endBetweenLines(int exitCode) {
    const bool isFree = lineMutex().try_lock_for(std::chrono::seconds(1));
    static_cast<void>(isFree);  // a reader that takes nothing holds nobody up for longer
    leaveBar();
    std::_Exit(exitCode);
}

}  // namespace lire::app
