// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/error.h"

namespace lire::experiment {

/// One stage as it will run.
struct StagePlan {
    std::string stage = {};     ///< as in events: "rm", "candidates", "base", "lire", "report"
    std::string title = {};     ///< "Train the policy lire"
    std::string sentence = {};  ///< "352 lists of 4, LIRE with T = 10, 44 steps, 1 x 1 epochs"
    double minutes = 0.0;       ///< a rough prediction for this machine
};

/// What the data files hold.
struct DataCounts {
    std::size_t read = 0;         ///< entries
    std::size_t train = 0;        ///< prompts left to train on
    std::size_t test = 0;         ///< prompts set apart
    std::size_t testPrompts = 0;  ///< different ones among them: what intervals rest on
    std::size_t empty = 0;        ///< left out: nothing in them
    std::size_t duplicates = 0;   ///< left out: the same prompt and responses again
    std::size_t unreadable = 0;   ///< lines that are no entry
    std::size_t leaked = 0;       ///< training prompts that the test files hold as well
    std::size_t withPair = 0;     ///< training prompts with a preference: data::hasPreference()
    std::size_t cutPrompts = 0;   ///< longer than the limit, of those looked at: training and test
    std::size_t cutAnswers = 0;   ///< the same of given answers
};

/// What will run, what is wrong with it, and what to know before.
struct Preflight {
    std::vector<Error> errors = {};  ///< the file's and the data's; empty: it may start
    std::vector<Error> notes = {};   ///< may start; place, what, what one could do
    DataCounts counts = {};
    std::vector<StagePlan> stages = {};
    double minutes = 0.0;
    std::int64_t memoryBytes = 0;  ///< of the largest stage, roughly
    /// The smallest difference of two win rates that this many test prompts can show (95 %, 80 %
    /// power), in [0, 1].
    double smallestDifference = 0.0;
};

/// Checks the file, then reads the data files it names. Takes as long as reading them does.
/// Thread: any but the window's. Raises nothing for a wrong experiment.
Preflight preflight(const nlohmann::json& experiment, const std::filesystem::path& experimentFile);

}  // namespace lire::experiment
