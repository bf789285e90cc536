// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

#include "core/experiment/experiment.h"
#include "core/models/compute.h"

namespace lire::experiment {

/// What an experiment leaves open, decided once at a run's start and stored with it: device, dtype,
/// threads, token budget, paths, sizes and digests of the data files and models (input_files.h),
/// the program's version. A resumed run reads it instead of deciding again.
nlohmann::json resolveRun(const Experiment& experiment, const std::filesystem::path& folder);

/// How models compute, from the stored settings; sets the threads.
models::Compute computeOf(const nlohmann::json& resolved);

/// The experiment with every path resolved against the file's folder.
Experiment withResolvedPaths(Experiment experiment, const std::filesystem::path& folder);

/// Of the experiment with its defaults and the digests of its data files and models, wherever they
/// lie: two runs with one digest are the same run. `resolved` may lack the models, as those of
/// earlier versions do.
std::string digestOf(const Experiment& experiment, const nlohmann::json& resolved);

}  // namespace lire::experiment
