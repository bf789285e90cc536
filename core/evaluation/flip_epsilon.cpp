// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/flip_epsilon.h"

#include <cmath>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/evaluation/quantile.h"

namespace lire::evaluation {

double flipEpsilon(std::span<const double> first,
                   std::span<const double> second,
                   double noiseShare) {
    if (first.empty() || first.size() != second.size()) {
        throw Error({},
                    "the two samplings have " + std::to_string(first.size()) + " and " +
                        std::to_string(second.size()) + " rewards",
                    "score two samplings of the same prompts, at least one");
    }
    std::vector<double> differences;
    differences.reserve(first.size());
    for (std::size_t p = 0; p < first.size(); ++p) {
        differences.push_back(std::abs(first[p] - second[p]));
    }
    return quantile(std::move(differences), noiseShare);
}

}  // namespace lire::evaluation
