// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "core/error.h"
#include "core/experiment/experiment.h"
#include "core/experiment/read_data.h"

namespace lire::models {
struct ModelSource;
}  // namespace lire::models

namespace lire::experiment {

/// Opens every model of a right experiment (checkFiles) as its run opens it, tokenizer and template
/// included, and has each model read one of the prompts: what is wrong is known before the first
/// stage, not hours into the run. A limit of length beyond a model's context is a note, and an
/// error where the model is not computed beyond it (dynamic RoPE). Adds to `errors` and `notes`,
/// places in the experiment file.
/// Returns the policy's source, null where it cannot be opened. Loads no weights. Thread: any.
std::shared_ptr<const models::ModelSource> checkModels(const Experiment& experiment,
                                                       const std::filesystem::path& folder,
                                                       const ExperimentData& data,
                                                       std::vector<Error>& errors,
                                                       std::vector<Error>& notes);

}  // namespace lire::experiment
