// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lire::objectives {

/// The responses' indices by falling reward [M]; equal rewards keep the order of the file.
/// Thread: any.
std::vector<std::size_t> orderByFallingReward(std::span<const double> rewards);

/// Whether there is a ranking at all: two responses with unequal rewards. Thread: any.
bool hasRanking(std::span<const double> rewards);

/// A pair of responses with R_better > R_worse.
struct RewardPair {
    std::size_t better = 0;
    std::size_t worse = 0;
};

/// Every pair with unequal rewards, M (M - 1) / 2 of them where no two are equal. Thread: any.
std::vector<RewardPair> rewardPairs(std::span<const double> rewards);

}  // namespace lire::objectives
