// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/error.h"
#include "core/experiment/experiment.h"

namespace lire::experiment {

/// Each policy's objective and its options by the objectives' registry. What is right gets its
/// options completed with the objective's defaults in place. Thread: any.
std::vector<Error> checkObjectives(std::vector<TrainSettings>& policies);

}  // namespace lire::experiment
