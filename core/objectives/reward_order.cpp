// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/objectives/reward_order.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace lire::objectives {

std::vector<std::size_t> orderByFallingReward(std::span<const double> rewards) {
    std::vector<std::size_t> order(rewards.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [rewards](std::size_t a, std::size_t b) {
        return rewards[a] > rewards[b];
    });
    return order;
}

bool hasRanking(std::span<const double> rewards) {
    return std::adjacent_find(rewards.begin(), rewards.end(), std::not_equal_to<>()) !=
           rewards.end();
}

std::vector<RewardPair> rewardPairs(std::span<const double> rewards) {
    std::vector<RewardPair> pairs;
    for (std::size_t i = 0; i < rewards.size(); ++i) {
        for (std::size_t j = 0; j < rewards.size(); ++j) {
            if (rewards[i] > rewards[j]) {
                pairs.push_back({.better = i, .worse = j});
            }
        }
    }
    return pairs;
}

}  // namespace lire::objectives
