// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace lire::objectives {

/// How near the policy's softmax over a list is to one response: P_j = softmax(l / T)_j, eq. 5.
/// With sums of log-probs and a small T it is nearly one-hot, and LIRE's gradient nearly 0.
struct Saturation {
    double maxProbability = 0.0;       ///< max_j P_j, in [1/M, 1]
    double effectiveCandidates = 0.0;  ///< 1 / sum_j P_j^2, in [1, M]
};

/// Of one query's log-probs [M >= 1] at temperature T > 0. Thread: any.
Saturation saturation(std::span<const double> logprobs, double temperature);

/// sum_j |dJ/dl_j| of one query's gradient [M]: how much the query weighs in a step. Thread: any.
double gradientWeight(std::span<const double> gradient);

}  // namespace lire::objectives
