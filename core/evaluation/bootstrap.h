// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace lire::evaluation {

/// Both ends of a confidence interval.
struct Interval {
    double lower = 0.0;
    double upper = 0.0;
};

/// How intervals are made.
struct BootstrapSettings {
    std::size_t draws = 2000;
    std::uint64_t seed = 1;
    double confidence = 0.95;  ///< in (0, 1)
};

/// A statistic of a resample: indices of the drawn prompts, with repeats. Empty where it has no
/// denominator.
using Statistic = std::function<std::optional<double>(std::span<const std::size_t> drawn)>;

/// The percentile bootstrap: draws n of n prompts with replacement, `draws` times, and takes the
/// quantiles (1 -+ confidence) / 2 of the statistic, interpolated linearly. The unit is the prompt:
/// what belongs to one prompt is never torn apart. Draws without a value are left out; empty where
/// there are no prompts or no values. The draws depend on seed and n alone, so that policies with
/// the same prompts are resampled alike, and are the same on every machine. Thread: any.
std::optional<Interval> bootstrapInterval(std::size_t prompts,
                                          const Statistic& statistic,
                                          const BootstrapSettings& settings);

/// Of the mean of one value a prompt.
std::optional<Interval> bootstrapMeanInterval(std::span<const double> values,
                                              const BootstrapSettings& settings);

/// The mean of all values, of which some belong to one prompt together: a row a prompt. Not empty.
double pooledMean(std::span<const std::vector<double>> rows);

/// Of pooledMean(): prompts are drawn, each with all of its values.
std::optional<Interval> bootstrapPooledMeanInterval(std::span<const std::vector<double>> rows,
                                                    const BootstrapSettings& settings);

}  // namespace lire::evaluation
