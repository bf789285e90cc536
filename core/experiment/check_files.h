// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include "core/error.h"
#include "core/experiment/experiment.h"

namespace lire::experiment {

/// The files, folders and models that the file names: whether they are there, and whether the
/// headers of models and adapters fit what they are to be. Reads no weights, no tokenizer and no
/// data. `folder`: where relative paths start. Thread: any.
std::vector<Error> checkFiles(const Experiment& experiment, const std::filesystem::path& folder);

}  // namespace lire::experiment
