// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lire::training {

double learningRateAt(std::int64_t step, std::int64_t steps, double warmupShare, double peak) {
    const auto warmup =
        static_cast<std::int64_t>(std::ceil(warmupShare * static_cast<double>(steps)));
    if (step < warmup) {
        // Not step / warmup: its first step would move nothing.
        return peak * static_cast<double>(step + 1) / static_cast<double>(warmup + 1);
    }
    const auto rest = std::max<std::int64_t>(steps - warmup, 1);
    const double progress = static_cast<double>(step - warmup) / static_cast<double>(rest);
    return peak * 0.5 * (1.0 + std::cos(std::numbers::pi * std::min(progress, 1.0)));
}

}  // namespace lire::training
