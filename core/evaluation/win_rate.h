// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "core/evaluation/scored_prompt.h"

namespace lire::evaluation {

/// A response against the reference answer.
enum class Outcome { Win, Tie, Lose };

/// Win where the reward is greater by more than epsilon >= 0, lose where it is lower by more, else
/// tie. Thread: any.
Outcome outcomeAgainst(double reference, double reward, double epsilon);

/// Shares of outcomes; they sum to 1.
struct OutcomeShares {
    double win = 0.0;
    double tie = 0.0;
    double lose = 0.0;

    double winRate() const { return win + tie / 2.0; }
};

/// Of one prompt's responses that have a reference reward. Empty without any. Thread: any.
std::optional<OutcomeShares> outcomeShares(const ScoredPrompt& prompt, double epsilon);

/// The mean over the prompts that have a reference reward of each prompt's shares. Empty where none
/// has one. Thread: any.
std::optional<OutcomeShares> meanOutcomeShares(std::span<const ScoredPrompt> prompts,
                                               double epsilon);

}  // namespace lire::evaluation
