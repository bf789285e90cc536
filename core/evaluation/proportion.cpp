// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/proportion.h"

#include <algorithm>
#include <cmath>

#include "core/evaluation/quantile.h"

namespace lire::evaluation {

namespace {

/// Standard normal deviate of a two-sided test.
double deviate(double confidence) {
    return normalQuantile(0.5 + confidence / 2.0);
}

/// The normal approximation's n, not rounded, for a true share of 0.5 + difference.
double comparisonsFor(double difference, double confidence, double power) {
    const double variance = std::max(0.0, 0.25 - difference * difference);
    const double root =
        (deviate(confidence) * 0.5 + normalQuantile(power) * std::sqrt(variance)) / difference;
    return root * root;
}

/// Of a share of `n` prompts.
Interval wilson(double share, double n, double confidence) {
    const double z = deviate(confidence);
    const double shrink = 1.0 + z * z / n;
    const double center = (share + z * z / (2.0 * n)) / shrink;
    const double half = z / shrink * std::sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n));
    // 0 and 1 exactly at the ends, where center and half miss each other by their rounding.
    return {.lower = share == 0.0 ? 0.0 : std::max(0.0, center - half),
            .upper = share == 1.0 ? 1.0 : std::min(1.0, center + half)};
}

}  // namespace

std::optional<Interval> wilsonInterval(std::size_t hits, std::size_t total, double confidence) {
    return total > 0 ? std::optional(wilson(static_cast<double>(hits) / static_cast<double>(total),
                                            static_cast<double>(total),
                                            confidence))
                     : std::nullopt;
}

Interval widened(Interval resampled, double share, std::size_t total, double confidence) {
    return resampled.lower == resampled.upper && total > 0
               ? wilson(share, static_cast<double>(total), confidence)
               : resampled;
}

std::optional<Interval> accuracyInterval(std::span<const std::vector<double>> rows,
                                         const BootstrapSettings& settings) {
    const auto resampled = bootstrapPooledMeanInterval(rows, settings);
    return resampled ? std::optional(
                           widened(*resampled, pooledMean(rows), rows.size(), settings.confidence))
                     : std::nullopt;
}

double widestMargin(std::size_t prompts, double confidence) {
    return deviate(confidence) * std::sqrt(0.25 / static_cast<double>(prompts));
}

std::size_t promptsToShow(double share, double confidence, double power) {
    return static_cast<std::size_t>(
        std::ceil(comparisonsFor(std::abs(share - 0.5), confidence, power)));
}

double smallestShownDifference(std::size_t prompts, double confidence, double power) {
    double low = 0.0;  // too small a difference for so few prompts
    double high = 0.5;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2.0;
        const bool shown =
            comparisonsFor(middle, confidence, power) <= static_cast<double>(prompts);
        (shown ? high : low) = middle;
    }
    return high;
}

}  // namespace lire::evaluation
