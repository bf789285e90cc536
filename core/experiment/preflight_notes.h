// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/error.h"
#include "core/experiment/experiment.h"
#include "core/experiment/read_data.h"

namespace lire::experiment {

/// What keeps a right experiment file from running on this data: no prompts, no pairs, no
/// reference answers. Thread: any.
std::vector<Error> dataErrors(const Experiment& experiment, const ExperimentData& data);

/// What to know before a run that may start: entries left out, how little the test prompts can
/// show, settings that are known to go wrong. Thread: any.
std::vector<Error> preflightNotes(const Experiment& experiment, const ExperimentData& data);

}  // namespace lire::experiment
