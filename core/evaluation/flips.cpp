// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/flips.h"

#include "core/error.h"
#include "core/evaluation/win_rate.h"

namespace lire::evaluation {

namespace {

/// Sums over prompts of shares within the prompt.
struct Sums {
    double prompts = 0.0;
    double drops = 0.0;
    double gains = 0.0;
    double dropChange = 0.0;
    double judged = 0.0;  ///< prompts with a reference reward in both
    double baselineWins = 0.0;
    double lostWins = 0.0;
};

void addPrompt(const ScoredPrompt& policy,
               const ScoredPrompt& baseline,
               const FlipSettings& settings,
               Sums& sums) {
    const std::size_t count = policy.rewards.size();
    const double weight = 1.0 / static_cast<double>(count);
    double judged = 0.0;
    double baselineWins = 0.0;
    double lostWins = 0.0;
    sums.prompts += 1.0;
    for (std::size_t j = 0; j < count; ++j) {
        const double change = policy.rewards[j] - baseline.rewards[j];
        if (-change > settings.flipEpsilon) {
            sums.drops += weight;
            sums.dropChange += weight * change;
        } else if (change > settings.flipEpsilon) {
            sums.gains += weight;
        }
        const auto before = baseline.referenceReward(j);
        const auto after = policy.referenceReward(j);
        if (!before || !after) {
            continue;
        }
        judged += 1.0;
        if (outcomeAgainst(*before, baseline.rewards[j], settings.epsilon) == Outcome::Win) {
            baselineWins += 1.0;
            if (outcomeAgainst(*after, policy.rewards[j], settings.epsilon) == Outcome::Lose) {
                lostWins += 1.0;
            }
        }
    }
    if (judged > 0.0) {
        sums.judged += 1.0;
        sums.baselineWins += baselineWins / judged;
        sums.lostWins += lostWins / judged;
    }
}

std::optional<double> ratio(double numerator, double denominator) {
    return denominator > 0.0 ? std::optional(numerator / denominator) : std::nullopt;
}

}  // namespace

Flips countFlips(std::span<const ScoredPrompt> policy,
                 std::span<const ScoredPrompt> baseline,
                 const FlipSettings& settings) {
    if (policy.size() != baseline.size()) {
        throw Error({},
                    "the policy has " + std::to_string(policy.size()) + " prompts, the baseline " +
                        std::to_string(baseline.size()),
                    "evaluate both on the same prompts");
    }
    Sums sums;
    for (std::size_t p = 0; p < policy.size(); ++p) {
        if (policy[p].rewards.size() != baseline[p].rewards.size()) {
            throw Error({},
                        "prompt " + std::to_string(p) + " has " +
                            std::to_string(policy[p].rewards.size()) +
                            " responses of the policy and " +
                            std::to_string(baseline[p].rewards.size()) + " of the baseline",
                        "sample as many responses a prompt from both");
        }
        addPrompt(policy[p], baseline[p], settings, sums);
    }
    return {.dropRate = ratio(sums.drops, sums.prompts),
            .gainRate = ratio(sums.gains, sums.prompts),
            .meanDrop = ratio(sums.dropChange, sums.drops),
            .referenceFlipRate = ratio(sums.lostWins, sums.judged),
            .relativeFlipRate = ratio(sums.lostWins, sums.baselineWins)};
}

}  // namespace lire::evaluation
