// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/objectives/length_penalty.h"

#include <cmath>

namespace lire::objectives {

std::vector<double> lengthDivisors(std::span<const double> lengths, double penalty) {
    std::vector<double> divisors;
    divisors.reserve(lengths.size());
    for (const double length : lengths) {
        divisors.push_back(std::pow(length, penalty));
    }
    return divisors;
}

OptionSpec lengthPenaltyOption(double standard) {
    return {.name = "length_penalty",
            .type = OptionType::Number,
            .standard = standard,
            .help =
                "Power p of the length: the log-prob's sum is divided by n^p; 0: the sum, 1: the "
                "mean over tokens.",
            .lowest = 0.0};
}

}  // namespace lire::objectives
