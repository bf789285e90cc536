// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lire::training {

/// The order of `count` queries in one epoch of one round: a shuffle that depends on these numbers
/// alone and is the same on every machine. Thread: any.
std::vector<std::size_t> queryOrder(std::size_t count,
                                    std::uint64_t seed,
                                    std::int64_t round,
                                    std::int64_t epoch);

/// Where a step of a round stands: its queries, the last smaller batch kept.
struct StepQueries {
    std::int64_t epoch = 0;
    std::vector<std::size_t> queries = {};
};

/// The queries of step `step` (from 0) of a round.
StepQueries stepQueries(std::int64_t step,
                        std::size_t count,
                        std::int64_t batch,
                        std::uint64_t seed,
                        std::int64_t round);

}  // namespace lire::training
