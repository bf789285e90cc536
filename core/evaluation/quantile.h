// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace lire::evaluation {

/// The quantile `share` in [0, 1] of values [n >= 1], interpolated linearly between order
/// statistics (type 7 of Hyndman and Fan 1996, NumPy's and R's default). Thread: any.
double quantile(std::vector<double> values, double share);

/// The standard normal distribution's quantile, |error| < 1e-12 for share in (1e-12, 1 - 1e-12).
/// Thread: any.
double normalQuantile(double share);

}  // namespace lire::evaluation
