// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/violin_shape.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lire::ui {

double quantile(std::vector<double> values, double share) {
    if (values.empty()) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    std::sort(values.begin(), values.end());
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

std::vector<ViolinPoint> violinShape(std::span<const double> values) {
    constexpr int heights = 64;
    std::vector<double> finite;
    std::copy_if(values.begin(), values.end(), std::back_inserter(finite), [](double value) {
        return std::isfinite(value);
    });
    if (finite.empty()) {
        return {};
    }
    const auto [low, high] = std::minmax_element(finite.begin(), finite.end());
    const double lowest = *low;
    const double span = *high - lowest;
    if (span <= 0.0) {
        return {{lowest, 1.0}, {lowest, 1.0}};
    }
    const auto count = static_cast<double>(finite.size());
    double mean = 0.0;
    for (const double value : finite) {
        mean += value / count;
    }
    double variance = 0.0;
    for (const double value : finite) {
        variance += (value - mean) * (value - mean) / std::max(1.0, count - 1.0);
    }
    const double middle = (quantile(finite, 0.75) - quantile(finite, 0.25)) / 1.34;
    const double spread =
        middle > 0.0 ? std::min(std::sqrt(variance), middle) : std::sqrt(variance);
    const double bandwidth = std::max(0.9 * spread * std::pow(count, -0.2), span * 1e-3);
    std::vector<ViolinPoint> shape(heights);
    double widest = 0.0;
    for (int index = 0; index < heights; ++index) {
        ViolinPoint& point = shape[static_cast<std::size_t>(index)];
        point.at = lowest + span * index / (heights - 1);
        for (const double value : finite) {
            const double distance = (point.at - value) / bandwidth;
            point.width += std::exp(-0.5 * distance * distance);
        }
        widest = std::max(widest, point.width);
    }
    for (ViolinPoint& point : shape) {
        point.width /= widest;
    }
    return shape;
}

}  // namespace lire::ui
