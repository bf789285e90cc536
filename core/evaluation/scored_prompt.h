// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

namespace lire::evaluation {

/// A test prompt as the statistics see it: the rewards of one policy's responses to it.
struct ScoredPrompt {
    std::vector<double> rewards = {};            ///< [M >= 1]
    std::optional<double> referenceReward = {};  ///< of the reference answer
};

/// The mean over a prompt's responses. Thread: any.
double meanReward(const ScoredPrompt& prompt);

}  // namespace lire::evaluation
