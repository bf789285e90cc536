// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace lire::runs {

/// A run as the workspace lists it.
struct RunSummary {
    std::string id =
        {};  ///< folder name under runs/, unique in the workspace: "20261125-101500-demo"
    std::string name = {};    ///< the experiment's
    double created = 0.0;     ///< seconds since 1970
    double changed = 0.0;     ///< of the newest event
    std::string state = {};   ///< StateEvent's: "queued", "running", …, "done"
    double fraction = 0.0;    ///< of the whole run
    std::string digest = {};  ///< of the experiment and its data
    std::string report = {};  ///< path of the report, when done
};

/// The experiment as run and what was resolved at its start (token budget, threads, dtype, paths).
struct RunDefinition {
    nlohmann::json experiment = {};
    std::string experimentFile = {};  ///< paths in the experiment are relative to its folder
    nlohmann::json resolved = {};
};

/// A prompt of a run with its reference answer (the human-preferred one).
struct PromptRecord {
    std::string id = {};
    std::string split = {};        ///< "train" or "test"
    std::string text = {};         ///< as shown: the last user turn, or the raw text
    nlohmann::json messages = {};  ///< array of turns, or a string
    std::string reference = {};
    std::string rejected = {};  ///< the other answer of a human pair, or empty
    std::map<std::string, double> referenceRewards = {};  ///< by reward model
};

/// One response of a policy in an evaluation.
struct ResponseRecord {
    std::string promptId = {};
    std::string policy = {};  ///< "base" or the train stage's name
    std::int64_t step = 0;    ///< of the policy
    bool full = false;        ///< of a full evaluation (else of the live one)
    double temperature = 1.0;
    std::int64_t index = 0;  ///< of the prompt's responses
    std::string text = {};
    bool finished = false;
    std::int64_t tokens = 0;
    double logprob = 0.0;  ///< untempered sum, nats
    double k1 = 0.0;
    double raoBlackwell = 0.0;                   ///< KL of this sequence's prefixes, nats
    std::map<std::string, double> rewards = {};  ///< by reward model
};

/// Which responses to read; an absent field does not filter.
struct ResponseFilter {
    std::optional<std::string> policy = {};
    std::optional<double> temperature = {};
    std::optional<std::int64_t> step = {};
    std::optional<bool> full = {};
    std::optional<std::string> promptId = {};
};

}  // namespace lire::runs
