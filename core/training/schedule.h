// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace lire::training {

/// The learning rate of step `step` (from 0) of `steps`: rises linearly over the warm-up, the first
/// step above 0, then falls along a cosine towards 0. Thread: any.
double learningRateAt(std::int64_t step, std::int64_t steps, double warmupShare, double peak);

}  // namespace lire::training
