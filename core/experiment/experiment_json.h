// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/experiment/experiment.h"

namespace lire::experiment {

/// The whole check of an experiment file: unknown keys (with the nearest known one), types, ranges,
/// names that must exist or be unlike, and the files and models it names (`folder` is the
/// experiment file's: relative paths start there). Every problem is an Error whose place is the
/// JSON pointer. Empty: it may run. Reads no data file's content: that is preflight.h's.
/// Thread: any.
std::vector<Error> checkExperiment(const nlohmann::json& file, const std::filesystem::path& folder);

/// The experiment with all defaults. Raises Errors with what checkExperiment() finds.
Experiment experimentFromJson(const nlohmann::json& file, const std::filesystem::path& folder);

/// Every key, defaults included; experimentFromJson() of it gives the same experiment.
nlohmann::json toJson(const Experiment& experiment);

/// Reads and parses the file. Raises Error (file:line) where it cannot be read or is no JSON.
nlohmann::json readExperimentFile(const std::filesystem::path& file);

/// A path of the file, from `folder` where it is relative.
std::filesystem::path resolvePath(const std::string& path, const std::filesystem::path& folder);

/// A model of the file: a built-in's name stays, a path is resolved.
std::string resolveModel(const std::string& model, const std::filesystem::path& folder);

}  // namespace lire::experiment
