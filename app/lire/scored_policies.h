// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/evaluation/scored_prompt.h"

namespace lire::app {

/// A policy's name and its scored responses to the test prompts.
struct ScoredPolicy {
    std::string name = {};
    std::vector<evaluation::ScoredPrompt> prompts = {};
};

/// Reads each `NAME=FILE`; all in the order of the first file's ids, and a prompt that several of
/// them have is one, with the responses of all. Raises Error where a name is missing or given
/// twice, a group has no rewards, an id has another prompt (by its text, where both files have it)
/// or another reference's reward (by more than rounding) in another file, or the files do not hold
/// the same ids with the same number of responses as the policy named `baseline` (empty: any
/// numbers).
std::vector<ScoredPolicy> readScoredPolicies(const std::vector<std::string>& named,
                                             const std::string& baseline);

}  // namespace lire::app
