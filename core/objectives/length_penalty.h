// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/options.h"

namespace lire::objectives {

/// n_j^p [M], what a log-prob's sum is divided by: p = 0 leaves the sum, p = 1 is the mean over
/// tokens. Thread: any.
std::vector<double> lengthDivisors(std::span<const double> lengths, double penalty);

/// The row `length_penalty` of an option table.
OptionSpec lengthPenaltyOption(double standard);

}  // namespace lire::objectives
