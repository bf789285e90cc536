// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/evaluation/bootstrap.h"

namespace lire::evaluation {

/// Wilson's score interval of a share of `hits` in `total`: right for accuracies and decided votes,
/// also near 0 and 1 and for small numbers. Empty where total is 0. Source: Wilson 1927.
/// Thread: any.
std::optional<Interval> wilsonInterval(std::size_t hits,
                                       std::size_t total,
                                       double confidence = 0.95);

/// The interval of a share over `total` prompts. Where all prompts are alike (all won, all tied),
/// resampling gives it no width, though a few prompts are no certainty: Wilson's stands in then.
/// Thread: any.
Interval widened(Interval resampled, double share, std::size_t total, double confidence = 0.95);

/// Of an accuracy, pooledMean() of hits (1), ties (0.5) and misses (0), a row a prompt: prompts are
/// resampled, see widened(). Empty where there are none. Thread: any.
std::optional<Interval> accuracyInterval(std::span<const std::vector<double>> rows,
                                         const BootstrapSettings& settings);

/// Half the width of a share's interval at 50 %, its widest: with fewer points than this from 50 %
/// a win rate on `prompts` >= 1 prompts shows nothing. 0.139 for 50 prompts. Thread: any.
double widestMargin(std::size_t prompts, double confidence = 0.95);

/// How many decided comparisons a true win share takes to be told from 50 % with this power,
/// two-sided: 783 for 55 %, 194 for 60 %, 85 for 65 %. `share` in (0, 1), not 0.5. Thread: any.
std::size_t promptsToShow(double share, double confidence = 0.95, double power = 0.8);

/// The inverse: the smallest distance from 50 % of a true win share that `prompts` >= 1 comparisons
/// show with this power; 0.5 where even 100 % is not enough. Thread: any.
double smallestShownDifference(std::size_t prompts, double confidence = 0.95, double power = 0.8);

}  // namespace lire::evaluation
