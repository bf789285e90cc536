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
    OutcomeShares shares;
    double judged = 0.0;
    for (std::size_t j = 0; j < prompt.rewards.size(); ++j) {
        const auto reference = prompt.referenceReward(j);
        if (!reference) {
            continue;
        }
        judged += 1.0;
        switch (outcomeAgainst(*reference, prompt.rewards[j], epsilon)) {
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
    if (judged == 0.0) {
        return std::nullopt;
    }
    return OutcomeShares{
        .win = shares.win / judged, .tie = shares.tie / judged, .lose = shares.lose / judged};
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
