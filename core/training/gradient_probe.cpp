// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/gradient_probe.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace lire::training {

bool givesGradient(const objectives::Objective& objective, const TrainingQuery& query) {
    std::vector<double> lengths;
    for (const auto& response : query.list.responses) {
        lengths.push_back(static_cast<double>(response.size()));
    }
    const std::vector<double> alike(lengths.size(), 0.0);  // [M] also the reference's
    auto bestLast = alike;
    double tolerance = 1e-14;  // a mean of equal rewards may miss them by its rounding
    if (!query.rewards.empty()) {
        const auto best = std::max_element(query.rewards.begin(), query.rewards.end());
        bestLast[static_cast<std::size_t>(best - query.rewards.begin())] = -1.0;
        tolerance *= std::max(1.0, std::abs(*best));
    }
    const auto teaches = [&](const std::vector<double>& logprobs) {
        const auto gradient = objective
                                  .evaluate({.logprobs = logprobs,
                                             .lengths = lengths,
                                             .rewards = query.rewards,
                                             .referenceLogprobs = alike,
                                             .sftIndex = query.sftIndex})
                                  .gradient;
        return std::any_of(gradient.begin(), gradient.end(), [tolerance](double g) {
            return std::abs(g) > tolerance;
        });
    };
    return teaches(alike) || teaches(bestLast);
}

}  // namespace lire::training
