// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/experiment/experiment.h"
#include "core/experiment/read_data.h"
#include "core/experiment/stage_plans.h"

namespace lire::models {
struct ModelSource;
}  // namespace lire::models

namespace lire::experiment {

/// How many of some texts lose tokens at the experiment's limit of length.
struct TooLong {
    std::size_t count = 0;
    std::size_t of = 0;      ///< texts looked at
    std::string first = {};  ///< file:line of the first that loses some
};

/// The lengths of a run's texts as the policy's tokenizer counts them.
struct Lengths {
    MeanLengths means = {};
    TooLong prompts = {};  ///< training prompts that lose their beginning
    TooLong answers = {};  ///< given answers that lose their end; `of` 0 where none is read
    TooLong tests = {};    ///< test prompts that lose their beginning
};

/// Tokenizes the training and the test prompts, of each at most `most` spread evenly (0: all).
/// Raises Error at the data file's JSON pointer for an entry that cannot be tokenized. Thread: any.
Lengths measureLengths(const Experiment& experiment,
                       const std::filesystem::path& folder,
                       const ExperimentData& data,
                       const models::ModelSource& source,
                       std::size_t most);

/// What the limit cuts, a sentence a kind; places in the experiment file.
std::vector<Error> lengthNotes(const Experiment& experiment, const Lengths& lengths);

}  // namespace lire::experiment
