// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/runs/event.h"
#include "core/runs/run_records.h"

namespace lire::experiment {

/// What an evaluation's numbers are made of. Responses are those of the data's entries, in one
/// order for policy and base.
struct EvaluationInput {
    std::string policy = {};
    std::int64_t step = 0;
    bool full = false;
    double temperature = 1.0;
    std::string guide = {};
    std::vector<std::string> judges = {};
    std::span<const runs::ResponseRecord> responses = {};
    std::span<const runs::ResponseRecord> base = {};  ///< empty for the base itself
    /// Each entry's prompt, by the entry's id: data::promptKey(). Null: each is a prompt of its
    /// own.
    const std::map<std::string, std::string>* promptKeys = nullptr;
    /// by entry, then judge
    const std::map<std::string, std::map<std::string, double>>* referenceRewards = nullptr;
    double epsilon = 0.0;  ///< of drops and gains
    std::uint64_t seed = 1;
};

/// Sums an evaluation up: means within a prompt first, over all its entries, intervals over
/// prompts. Thread: any.
runs::EvaluationEvent evaluationEvent(const EvaluationInput& input);

}  // namespace lire::experiment
