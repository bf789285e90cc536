// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "app/lire/random_lists.h"
#include "core/models/compute.h"
#include "core/models/lora.h"

namespace lire::app {

/// What a bench is asked for.
struct BenchSettings {
    std::string model = {};
    std::string data = {};         ///< a file of groups; empty: random ids of one shape
    ListShape shape = {};          ///< with `data` only its batch counts: the file's first groups
    std::int64_t steps = 5;        ///< counted ones, after a warm-up
    std::uint64_t seed = 1;        ///< of the random ids
    models::LoraConfig lora = {};  ///< of `train`
};

struct BenchResult {
    double seconds = 0.0;  ///< median of a step
    double work = 0.0;     ///< FLOP of a step's matrix products (models/work.h); 0: has none
    double responseTokens = 0.0;
};

/// Nothing where it was interrupted.
using BenchWork =
    std::function<std::optional<BenchResult>(const BenchSettings&, const models::Compute&)>;

/// By name: each does what the command of that name does.
const std::map<std::string, BenchWork>& benchWorks();

/// The processor's name as the system tells it ("unknown" where it does not).
std::string processorName();

}  // namespace lire::app
