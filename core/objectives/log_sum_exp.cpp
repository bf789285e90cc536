// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/objectives/log_sum_exp.h"

#include <algorithm>
#include <cmath>

namespace lire::objectives {

double logSumExp(std::span<const double> x) {
    const double largest = *std::max_element(x.begin(), x.end());
    double sum = 0.0;
    for (const double value : x) {
        sum += std::exp(value - largest);
    }
    return largest + std::log(sum);
}

std::vector<double> softmax(std::span<const double> x) {
    const double largest = *std::max_element(x.begin(), x.end());
    std::vector<double> shares;
    shares.reserve(x.size());
    double sum = 0.0;
    for (const double value : x) {
        shares.push_back(std::exp(value - largest));
        sum += shares.back();
    }
    for (double& share : shares) {
        share /= sum;
    }
    return shares;
}

}  // namespace lire::objectives
