// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/summary.h"

#include <numeric>
#include <vector>

namespace lire::evaluation {

namespace {

nlohmann::json orNull(const std::optional<double>& value) {
    return value ? nlohmann::json(*value) : nlohmann::json();
}

nlohmann::json orNull(const std::optional<Interval>& interval) {
    return interval ? nlohmann::json::array({interval->lower, interval->upper}) : nlohmann::json();
}

nlohmann::json toJson(const Flips& flips) {
    return {{"drop_rate", orNull(flips.dropRate)},
            {"gain_rate", orNull(flips.gainRate)},
            {"mean_drop", orNull(flips.meanDrop)},
            {"reference_flip_rate", orNull(flips.referenceFlipRate)},
            {"relative_flip_rate", orNull(flips.relativeFlipRate)}};
}

}  // namespace

PolicySummary summarize(std::span<const ScoredPrompt> prompts,
                        std::optional<std::span<const ScoredPrompt>> baseline,
                        const SummarySettings& settings) {
    std::vector<double> rewards;   // one a prompt
    std::vector<double> winRates;  // one a prompt with a reference
    for (const auto& prompt : prompts) {
        rewards.push_back(meanReward(prompt));
        if (const auto shares = outcomeShares(prompt, settings.flips.epsilon)) {
            winRates.push_back(shares->winRate());
        }
    }
    PolicySummary summary{.prompts = prompts.size(), .compared = winRates.size()};
    if (!rewards.empty()) {
        summary.meanReward = std::accumulate(rewards.begin(), rewards.end(), 0.0) /
                             static_cast<double>(rewards.size());
    }
    summary.meanRewardInterval = bootstrapMeanInterval(rewards, settings.bootstrap);
    summary.outcomes = meanOutcomeShares(prompts, settings.flips.epsilon);
    summary.winRateInterval = bootstrapMeanInterval(winRates, settings.bootstrap);
    if (baseline) {
        summary.flips = countFlips(prompts, *baseline, settings.flips);
    }
    return summary;
}

nlohmann::json toJson(const std::string& policy, const PolicySummary& summary) {
    const auto share = [&summary](double OutcomeShares::*member) {
        return summary.outcomes ? nlohmann::json((*summary.outcomes).*member) : nlohmann::json();
    };
    nlohmann::json line = {
        {"policy", policy},
        {"prompts", summary.prompts},
        {"mean_reward", orNull(summary.meanReward)},
        {"mean_reward_interval", orNull(summary.meanRewardInterval)},
        {"win", share(&OutcomeShares::win)},
        {"tie", share(&OutcomeShares::tie)},
        {"lose", share(&OutcomeShares::lose)},
        {"win_rate",
         summary.outcomes ? nlohmann::json(summary.outcomes->winRate()) : nlohmann::json()},
        {"win_rate_interval", orNull(summary.winRateInterval)}};
    if (summary.flips) {
        line["flips"] = toJson(*summary.flips);
    }
    return line;
}

}  // namespace lire::evaluation
