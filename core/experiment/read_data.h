// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include "core/data/group.h"
#include "core/error.h"
#include "core/experiment/experiment.h"
#include "core/experiment/preflight.h"

namespace lire::experiment {

/// Whether anything in the experiment reads the answers that the training files hold.
bool usesGivenAnswers(const Experiment& experiment);

/// The groups of an experiment's data files, split as the run splits them.
struct ExperimentData {
    std::vector<data::CandidateGroup> train = {};
    std::vector<data::CandidateGroup> test = {};
    DataCounts counts = {};            ///< withPair among them
    std::vector<Error> problems = {};  ///< one an entry left out, place file:line
    std::vector<Error> errors = {};    ///< a file that cannot be read at all, place "/data/train/0"
};

/// Reads the training and test files, sets the test share apart, leaves leaked prompts out and
/// applies the limit (the first prompts of the training split, in file order). Entries without
/// responses are kept where nothing in the experiment reads given answers. Raises nothing.
/// Thread: any.
ExperimentData readData(const Experiment& experiment, const std::filesystem::path& folder);

}  // namespace lire::experiment
