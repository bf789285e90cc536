// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include <nlohmann/json.hpp>

#include "core/evaluation/bootstrap.h"
#include "core/evaluation/flips.h"
#include "core/evaluation/scored_prompt.h"
#include "core/evaluation/win_rate.h"

namespace lire::evaluation {

/// How a policy is summed up.
struct SummarySettings {
    FlipSettings flips = {};  ///< its epsilon also decides wins and ties
    BootstrapSettings bootstrap = {};
};

/// One policy on the test prompts. What has no denominator is empty.
struct PolicySummary {
    std::size_t prompts = 0;
    std::optional<double> meanReward = {};  ///< over prompts, of the means within a prompt
    std::optional<Interval> meanRewardInterval = {};
    std::size_t compared = 0;  ///< prompts with a reference answer: those of the win rate
    std::optional<OutcomeShares> outcomes = {};  ///< against the reference answers
    std::optional<Interval> winRateInterval = {};
    std::optional<Flips> flips = {};  ///< where there is a baseline
};

/// Sums up a policy. Responses without a reference reward count in the rewards, not in the win
/// rate. `baseline`: the same prompts in the same order with as many responses each; empty: no
/// flips. Raises Error (without a place) where it is another list of prompts. Thread: any.
PolicySummary summarize(std::span<const ScoredPrompt> prompts,
                        std::optional<std::span<const ScoredPrompt>> baseline,
                        const SummarySettings& settings);

/// The line that `lire evaluate` prints for a policy.
nlohmann::json toJson(const std::string& policy, const PolicySummary& summary);

}  // namespace lire::evaluation
