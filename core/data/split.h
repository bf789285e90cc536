// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/data/group.h"

namespace lire::data {

/// Training and test groups, no prompt in both.
struct Split {
    std::vector<CandidateGroup> train = {};
    std::vector<CandidateGroup> test = {};
    std::size_t leaked = 0;  ///< training groups left out: their prompt is a test prompt
};

/// Leaves training groups out whose prompt stands among the test groups, by sameTextKey().
Split separate(std::vector<CandidateGroup> train, std::vector<CandidateGroup> test);

/// Sets `share` of the prompts apart as the test split, chosen by the seed and each prompt's own
/// text: adding prompts moves no other prompt. All groups of one prompt go the same way; what leaks
/// as separate() sees it is left out.
Split splitByPrompt(std::vector<CandidateGroup> groups, double share, std::uint64_t seed);

/// The halves of a set of groups for two reward models: disjoint, by the seed, each in file order.
enum class Half { First, Second };
std::vector<CandidateGroup> half(const std::vector<CandidateGroup>& groups,
                                 Half which,
                                 std::uint64_t seed);

/// A prompt's text for comparing: roles and contents joined, white space folded.
std::string promptKey(const CandidateGroup& group);

/// The same for telling one text in two spellings: what one user says alone is the same as a
/// message or as a string.
std::string sameTextKey(const CandidateGroup& group);

/// How many different prompts the groups have, by promptKey().
std::size_t countPrompts(std::span<const CandidateGroup> groups);

}  // namespace lire::data
