// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/objectives/saturation.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/objectives/log_sum_exp.h"

namespace lire::objectives {

Saturation saturation(std::span<const double> logprobs, double temperature) {
    std::vector<double> scaled(logprobs.begin(), logprobs.end());
    for (double& value : scaled) {
        value /= temperature;
    }
    Saturation result;
    double squares = 0.0;
    for (const double probability : softmax(scaled)) {
        result.maxProbability = std::max(result.maxProbability, probability);
        squares += probability * probability;
    }
    result.effectiveCandidates = 1.0 / squares;
    return result;
}

double gradientWeight(std::span<const double> gradient) {
    double sum = 0.0;
    for (const double value : gradient) {
        sum += std::abs(value);
    }
    return sum;
}

}  // namespace lire::objectives
