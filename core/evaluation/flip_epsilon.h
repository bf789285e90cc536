// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace lire::evaluation {

/// The flip epsilon that the base model's own sampling noise suggests. Two independent samplings of
/// one model on the same prompts differ by noise alone, yet about half of their rewards are lower
/// in the second. Epsilon is the quantile `noiseShare` of |first - second|: with it an unchanged
/// model shows about (1 - noiseShare) / 2 drops and as many gains, 5 % each by default. A quantile
/// rather than a multiple of the standard deviation, since rewards have heavy tails and a few
/// broken responses should not widen it. `first`, `second`: rewards [n >= 1] of responses to the
/// same prompts in the same order, drawn with different seeds. `noiseShare` in (0, 1). Raises Error
/// (without a place) for unequal or empty lists. Thread: any.
double flipEpsilon(std::span<const double> first,
                   std::span<const double> second,
                   double noiseShare = 0.9);

}  // namespace lire::evaluation
