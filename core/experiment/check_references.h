// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/error.h"
#include "core/experiment/experiment.h"

namespace lire::experiment {

/// What one part of the file says of another: names of reward models that must exist, the parts
/// that a stage needs from the ones before it, lengths that must leave room. Thread: any.
std::vector<Error> checkReferences(const Experiment& experiment);

}  // namespace lire::experiment
