// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/quantile.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lire::evaluation {

double quantile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    const double position = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    const double rest = position - static_cast<double>(below);
    return values[below] + rest * (values[above] - values[below]);
}

double normalQuantile(double share) {
    // By bisection on the lower half, where erfc keeps full relative precision.
    const double tail = std::min(share, 1.0 - share);
    double low = -40.0;
    double high = 0.0;
    for (int i = 0; i < 80; ++i) {
        const double middle = (low + high) / 2.0;
        const double below = std::erfc(-middle / std::numbers::sqrt2) / 2.0;
        (below < tail ? low : high) = middle;
    }
    return share < 0.5 ? high : -high;
}

}  // namespace lire::evaluation
