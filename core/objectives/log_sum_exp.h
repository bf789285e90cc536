// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace lire::objectives {

/// log(sum_j exp(x_j)), the largest x_j taken out first: finite for every finite x [n >= 1].
/// Thread: any.
double logSumExp(std::span<const double> x);

/// exp(x_j) / sum_k exp(x_k) [n], for every finite x [n >= 1]; equal x give equal shares.
/// Thread: any.
std::vector<double> softmax(std::span<const double> x);

}  // namespace lire::objectives
