// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/data/group.h"

namespace lire::data {

/// Every pair of unequal rewards of a group as a group of two: the better response first, rewards
/// 1 and 0, finished and sources kept. A group without rewards gives none.
std::vector<CandidateGroup> preferencePairs(const CandidateGroup& group);

/// Whether a group has a preference that can be learned: unequal rewards of two responses that are
/// not the same.
bool hasPreference(const CandidateGroup& group);

/// The response that the SFT term uses: sft_index where given, else the response marked as
/// preferred, else the highest reward (the first where equal); 0 without any of them.
std::size_t sftIndex(const CandidateGroup& group);

}  // namespace lire::data
