// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include "core/experiment/experiment.h"

namespace lire::experiment {

// What a run's input files hold, for its resolved settings: of each its path, size in bytes and
// digest, no times. `resolved`: with every path resolved. Each raises Error at a file that cannot
// be read. Thread: any.

/// An array of files: those of training, then those of testing. Digests are of all bytes.
nlohmann::json dataFacts(const Experiment& resolved);

/// An array of models and adapters, each with its "files" that are read, in the experiment's order;
/// a path that stands in it twice is listed once. Built-in models are known by their names and not
/// listed. Digests of weights are of blocks spread evenly from the first byte to the last one, so
/// that no run waits for gigabytes; those of other files are of all bytes.
nlohmann::json modelFacts(const Experiment& resolved);

/// Raises Errors that name each file which is no longer what a run's resolved settings say. Not
/// looked at is what they do not list (models, in those of earlier versions), and a data file or a
/// model that is missing altogether: preflight() tells that with its place in the experiment.
void requireUnchanged(const nlohmann::json& settings);

}  // namespace lire::experiment
