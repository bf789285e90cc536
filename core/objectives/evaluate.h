// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "core/objectives/objective.h"

namespace lire::objectives {

/// An objective's loss and gradient of a query that comes from outside: checks it first.
/// Raises Error at `place` where M is 0, a vector has not one entry a response, a value is not
/// finite, a length is below 1, rewards or reference log-probs are missing that `kind` needs, the
/// SFT response does not exist, or the values are so large that the result is not finite.
/// Thread: any.
LossAndGradient evaluate(const Objective& objective,
                         const ObjectiveKind& kind,
                         const Query& query,
                         std::string_view place);

/// k, the response of the SFT term: `given` where there is one, else `preferred` (the response that
/// a human preferred), else the highest of `rewards` (the first where equal), else 0. Thread: any.
std::size_t chooseSftIndex(std::span<const double> rewards,
                           std::optional<std::size_t> preferred,
                           std::optional<std::size_t> given);

}  // namespace lire::objectives
