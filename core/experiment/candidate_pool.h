// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/experiment/run_context.h"

namespace lire::experiment {

/// What a pool is made with.
struct PoolSettings {
    std::string policy = {};  ///< name in the responses' sources
    std::int64_t step = 0;    ///< of the policy
    std::uint64_t seed = 1;
    std::filesystem::path folder = {};  ///< holds the parts
    double progressFrom = 0.0;          ///< the stage's fraction at the pool's start
    double progressTo = 1.0;
};

/// The lists to train on: for each training prompt the given answers (where the experiment keeps
/// them) and samples of the policy as it stands up to M, scored by the guide, with ids. Made in
/// parts of a fixed size, a file each: a part that is there is read, so a stopped or killed run
/// goes on and ends with the same lists. Empty where stopped. Raises Error (Blame::Running) at a
/// part whose lists cannot all be read.
std::vector<data::CandidateGroup> candidatePool(RunContext& context,
                                                const models::CausalLm& policy,
                                                const PoolSettings& settings);

/// A training group's answers as ids within the experiment's length, sources and rewards kept.
data::CandidateGroup withIds(const data::CandidateGroup& group, const RunContext& context);

}  // namespace lire::experiment
