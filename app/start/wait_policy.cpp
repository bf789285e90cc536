// SPDX-License-Identifier: GPL-3.0-or-later
// How LibTorch's threads wait for each other. OpenMP's threads spin for a millisecond or more at
// the end of each parallel loop; where another program (or our own window) wants a core, the thread
// that is waited for does not run meanwhile, and a step takes many times as long. They spin briefly
// here, then sleep. libgomp reads its settings when it is loaded, so they must stand before any
// library's constructor runs: the executable's pre-initializers do.
#include <cstdlib>

namespace {

void waitWithoutSpinning(int /*count*/, char** /*arguments*/, char** /*environment*/) {
    if (std::getenv("OMP_WAIT_POLICY") == nullptr && std::getenv("GOMP_SPINCOUNT") == nullptr) {
        ::setenv("GOMP_SPINCOUNT", "1000", 0);
    }
}

__attribute__((section(".preinit_array"),
               used)) void (*const preInitializer)(int, char**, char**) = &waitWithoutSpinning;

}  // namespace
