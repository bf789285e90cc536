// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace lire::experiment {

/// The smallest true difference of two win rates that an evaluation on n prompts shows with 80 %
/// probability at the 95 % level: (1.96 + 0.84) sqrt(2 p (1 - p) / n) at p = 1/2, where it is
/// largest; the two policies' wins are taken as independent, so a paired comparison sees somewhat
/// smaller ones. In [0, 1]; 1 for n = 0. Thread: any.
double smallestDifference(std::size_t prompts);

}  // namespace lire::experiment
