// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/run_context.h"

namespace lire::experiment {

std::uint64_t seedOf(std::uint64_t seed, Draw draw, std::uint64_t index) {
    // Far apart in steps of odd constants: no two draws of small seeds and indices meet.
    return seed + 0x9e3779b97f4a7c15ULL * static_cast<std::uint64_t>(draw) +
           0xc2b2ae3d27d4eb4fULL * index;
}

}  // namespace lire::experiment
