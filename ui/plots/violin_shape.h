// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace lire::ui {

/// Half of a violin: at height `at` the density, scaled so that the widest is 1.
struct ViolinPoint {
    double at = 0.0;
    double width = 0.0;
};

/// Gaussian kernel density of `values` at 64 heights from the least to the greatest value, the
/// bandwidth by Silverman's rule (0.9 min(s, IQR / 1.34) n^-1/5). Empty for no values; equal values
/// give two points. Source: Silverman, Density Estimation (1986), eq. 3.31. Thread: any.
std::vector<ViolinPoint> violinShape(std::span<const double> values);

/// The `share` quantile by linear interpolation; NaN for no values. Thread: any.
double quantile(std::vector<double> values, double share);

}  // namespace lire::ui
