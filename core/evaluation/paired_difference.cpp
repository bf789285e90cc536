// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/paired_difference.h"

#include <numeric>
#include <string>
#include <vector>

#include "core/error.h"

namespace lire::evaluation {

PairedDifference pairedDifference(std::span<const double> a,
                                  std::span<const double> b,
                                  const BootstrapSettings& settings) {
    if (a.empty() || a.size() != b.size()) {
        throw Error({},
                    "the two policies have " + std::to_string(a.size()) + " and " +
                        std::to_string(b.size()) + " prompts",
                    "evaluate both on the same prompts, at least one");
    }
    std::vector<double> differences;
    differences.reserve(a.size());
    for (std::size_t p = 0; p < a.size(); ++p) {
        differences.push_back(a[p] - b[p]);
    }
    const double sum = std::accumulate(differences.begin(), differences.end(), 0.0);
    const auto interval = bootstrapMeanInterval(differences, settings);
    return {.mean = sum / static_cast<double>(differences.size()),
            .interval = interval.value_or(Interval{})};
}

}  // namespace lire::evaluation
