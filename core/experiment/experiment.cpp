// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/experiment.h"

namespace lire::experiment {

std::string Experiment::guide() const {
    if (candidates && !candidates->reward.empty()) {
        return candidates->reward;
    }
    return rewardModels.empty() ? std::string() : rewardModels.front().name;
}

std::vector<std::string> Experiment::judges() const {
    if (evaluate && !evaluate->rewards.empty()) {
        return evaluate->rewards;
    }
    std::vector<std::string> all;
    for (const auto& model : rewardModels) {
        all.push_back(model.name);
    }
    return all;
}

}  // namespace lire::experiment
