// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/error.h"
#include "core/experiment/experiment.h"

namespace lire::experiment {

/// The names of policies and reward models: each is a stage's name and a folder's, so they must be
/// safe as both, unlike each other, and none of a run's own stages ("base", "candidates",
/// "report"). Thread: any.
std::vector<Error> checkNames(const Experiment& experiment);

}  // namespace lire::experiment
