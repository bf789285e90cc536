// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/smallest_difference.h"

#include <algorithm>
#include <cmath>

namespace lire::experiment {

double smallestDifference(std::size_t prompts) {
    if (prompts == 0) {
        return 1.0;
    }
    constexpr double level = 1.959964;  // normal quantile of 0.975
    constexpr double power = 0.841621;  // normal quantile of 0.8
    return std::min(1.0, (level + power) * std::sqrt(0.5 / static_cast<double>(prompts)));
}

}  // namespace lire::experiment
