// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/scored_prompt.h"

#include <numeric>

namespace lire::evaluation {

double meanReward(const ScoredPrompt& prompt) {
    return std::accumulate(prompt.rewards.begin(), prompt.rewards.end(), 0.0) /
           static_cast<double>(prompt.rewards.size());
}

}  // namespace lire::evaluation
