// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/front/hand_over.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <system_error>

#include <unistd.h>

namespace lire::app {

namespace {

/// OpenMP's threads spin for milliseconds at the end of each parallel loop. Where another program
/// (or our own window) wants a core, the thread that is waited for does not run meanwhile, and a
/// step takes twice as long. They spin for a tenth of a millisecond here, then sleep.
void waitWithoutSpinning() {
    if (std::getenv("OMP_WAIT_POLICY") == nullptr && std::getenv("GOMP_SPINCOUNT") == nullptr) {
        ::setenv("GOMP_SPINCOUNT", "4000", 0);
    }
}

}  // namespace

int handOver(const char* program, char** arguments) {
    waitWithoutSpinning();
    std::error_code code;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", code);
    const auto other = self.parent_path() / program;
    if (!code) {
        ::execv(other.c_str(), arguments);
        code = std::error_code(errno, std::generic_category());
    }
    std::cerr << other.string() << ": cannot be started (" << code.message() << "); keep it beside "
              << self.filename().string() << ", or build again\n";
    return 1;
}

}  // namespace lire::app
