// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace lire::evaluation {

/// A test prompt as the statistics see it: the rewards of one policy's responses to it. A prompt
/// that stands in the data several times has a reference answer each time, and the responses to all
/// of them.
struct ScoredPrompt {
    std::vector<double> rewards = {};  ///< [M >= 1]
    /// [M] or empty: of the reference answer that each response is compared with.
    std::vector<std::optional<double>> referenceRewards = {};

    std::optional<double> referenceReward(std::size_t j) const {
        return referenceRewards.empty() ? std::nullopt : referenceRewards.at(j);
    }
};

/// The mean over a prompt's responses. Thread: any.
double meanReward(const ScoredPrompt& prompt);

}  // namespace lire::evaluation
