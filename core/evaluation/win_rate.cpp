// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/win_rate.h"

namespace lire::evaluation {

Outcome outcomeAgainst(double reference, double reward, double epsilon) {
    if (reward - reference > epsilon) {
        return Outcome::Win;
    }
    return reference - reward > epsilon ? Outcome::Lose : Outcome::Tie;
}

std::optional<OutcomeShares> outcomeShares(const ScoredPrompt& prompt, double epsilon) {
    if (!prompt.referenceReward) {
        return std::nullopt;
    }
    OutcomeShares shares;
    for (const double reward : prompt.rewards) {
        switch (outcomeAgainst(*prompt.referenceReward, reward, epsilon)) {
            case Outcome::Win:
                shares.win += 1.0;
                break;
            case Outcome::Tie:
                shares.tie += 1.0;
                break;
            case Outcome::Lose:
                shares.lose += 1.0;
                break;
        }
    }
    const auto count = static_cast<double>(prompt.rewards.size());
    return OutcomeShares{
        .win = shares.win / count, .tie = shares.tie / count, .lose = shares.lose / count};
}

std::optional<OutcomeShares> meanOutcomeShares(std::span<const ScoredPrompt> prompts,
                                               double epsilon) {
    OutcomeShares sum;
    double judged = 0.0;
    for (const auto& prompt : prompts) {
        if (const auto shares = outcomeShares(prompt, epsilon)) {
            sum.win += shares->win;
            sum.tie += shares->tie;
            sum.lose += shares->lose;
            judged += 1.0;
        }
    }
    if (judged == 0.0) {
        return std::nullopt;
    }
    return OutcomeShares{
        .win = sum.win / judged, .tie = sum.tie / judged, .lose = sum.lose / judged};
}

}  // namespace lire::evaluation
