// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/data/group.h"
#include "core/runs/run_records.h"

namespace lire::experiment {

/// The answer that policies are compared with: the group's reference, else its human-preferred or
/// highest-rewarded response; nothing where it has none. Thread: any.
std::optional<std::string> referenceAnswer(const data::CandidateGroup& group);

/// Groups as the store keeps prompts. Thread: any.
std::vector<runs::PromptRecord> promptRecords(std::span<const data::CandidateGroup> groups,
                                              const std::string& split);

}  // namespace lire::experiment
