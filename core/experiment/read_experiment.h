// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include "core/experiment/experiment.h"

namespace lire::experiment {

/// The experiment that a file describes: a value that is absent, null or does not fit its field
/// is the field's default, so that what follows the check of single values can look at the whole
/// of a faulty file as well. Objective options stand as written. Raises nothing. Thread: any.
Experiment readExperiment(const nlohmann::json& whole);

}  // namespace lire::experiment
