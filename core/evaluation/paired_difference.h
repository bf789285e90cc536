// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "core/evaluation/bootstrap.h"

namespace lire::evaluation {

/// The mean over prompts of a - b, with its interval.
struct PairedDifference {
    double mean = 0.0;
    Interval interval = {};
};

/// Compares two policies on the same prompts: one value a prompt of each (a mean reward, a win
/// rate), [n >= 1] in the same order. Pairing takes out how hard the prompts are, so it sees
/// smaller differences than two separate intervals do. Source: Miller 2024 (paired differences).
/// Raises Error (without a place) for unequal or empty lists. Thread: any.
PairedDifference pairedDifference(std::span<const double> a,
                                  std::span<const double> b,
                                  const BootstrapSettings& settings);

}  // namespace lire::evaluation
