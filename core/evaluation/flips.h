// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>

#include "core/evaluation/scored_prompt.h"

namespace lire::evaluation {

/// Where a policy does worse than the baseline did, response by response (the same index of the
/// same prompt). "Negative flip" is read in three ways, each under its own name; a prompt's
/// responses are averaged within the prompt first. A rate without a denominator is empty.
struct Flips {
    std::optional<double> dropRate = {};  ///< reward lower by more than the flip epsilon, over all
    std::optional<double> gainRate = {};  ///< reward higher by more than it, over all
    std::optional<double> meanDrop = {};  ///< mean change of the drops: negative
    /// The baseline won against the reference answer and the policy loses, over all prompts with a
    /// reference (Yan 2021's negative flip rate).
    std::optional<double> referenceFlipRate = {};
    std::optional<double> relativeFlipRate = {};  ///< the same over the baseline's wins
};

/// How flips are counted.
struct FlipSettings {
    double epsilon = 0.0;      ///< of a win or a loss against the reference answer, >= 0
    double flipEpsilon = 0.0;  ///< of a drop or a gain, >= 0
};

/// `policy` and `baseline` hold the same prompts in the same order with the same number of
/// responses. Raises Error (without a place) where they do not. Thread: any.
Flips countFlips(std::span<const ScoredPrompt> policy,
                 std::span<const ScoredPrompt> baseline,
                 const FlipSettings& settings);

}  // namespace lire::evaluation
