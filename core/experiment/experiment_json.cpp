// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/experiment_json.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/experiment/check_files.h"
#include "core/experiment/check_names.h"
#include "core/experiment/check_objectives.h"
#include "core/experiment/check_references.h"
#include "core/experiment/check_values.h"
#include "core/experiment/read_experiment.h"
#include "core/json_text.h"
#include "core/models/built_in.h"

namespace lire::experiment {

namespace {

using nlohmann::json;

/// Whether one pointer is the other or lies inside it.
bool isWithin(std::string_view pointer, std::string_view outer) {
    return pointer.starts_with(outer) &&
           (pointer.size() == outer.size() || pointer[outer.size()] == '/');
}

/// Adds what a later check found, but for what only follows from a value that is already known to
/// be wrong: its default was looked at in its place.
void addUnexplained(std::vector<Error>& errors, const std::vector<Error>& later) {
    const auto known = errors;
    for (const auto& error : later) {
        const bool explained =
            std::any_of(known.begin(), known.end(), [&error](const Error& earlier) {
                return isWithin(error.place(), earlier.place()) ||
                       isWithin(earlier.place(), error.place());
            });
        if (!explained) {
            errors.push_back(error);
        }
    }
}

struct Checked {
    std::vector<Error> errors = {};
    Experiment experiment = {};
};

Checked check(const json& file, const std::filesystem::path& folder) {
    Checked checked{.errors = checkValues(file), .experiment = readExperiment(file)};
    if (!file.is_object()) {
        return checked;
    }
    auto& experiment = checked.experiment;
    auto later = checkObjectives(experiment.train);
    for (auto&& more :
         {checkNames(experiment), checkReferences(experiment), checkFiles(experiment, folder)}) {
        later.insert(later.end(), more.begin(), more.end());
    }
    addUnexplained(checked.errors, later);
    return checked;
}

}  // namespace

std::vector<Error> checkExperiment(const json& file, const std::filesystem::path& folder) {
    return check(file, folder).errors;
}

Experiment experimentFromJson(const json& file, const std::filesystem::path& folder) {
    auto checked = check(file, folder);
    if (!checked.errors.empty()) {
        throw Errors(std::move(checked.errors));
    }
    return std::move(checked.experiment);
}

json readExperimentFile(const std::filesystem::path& file) {
    return parseJson(
        readWholeFile(file, "the experiment file"),
        {.place = file.string(),
         .problem = "the experiment file is no JSON",
         .mend = "look for a missing comma, quote or bracket on this line or the one before",
         .lines = true});
}

std::filesystem::path resolvePath(const std::string& path, const std::filesystem::path& folder) {
    return (folder / path).lexically_normal();
}

std::string resolveModel(const std::string& model, const std::filesystem::path& folder) {
    return models::builtInPath(model) ? model : resolvePath(model, folder).string();
}

}  // namespace lire::experiment
