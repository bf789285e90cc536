// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/sampling/strategies.h"

namespace lire::sampling {

namespace {

text::TokenId mostProbable(std::span<const float> logits,
                           const DecodingSettings& /*settings*/,
                           double /*draw*/) {
    return static_cast<text::TokenId>(std::max_element(logits.begin(), logits.end()) -
                                      logits.begin());
}

}  // namespace

StrategyKind greedyKind();

StrategyKind greedyKind() {
    return {.name = "greedy",
            .title = "Greedy",
            .summary = "The most probable token each time (the first where equal); no randomness.",
            .choose = &mostProbable};
}

}  // namespace lire::sampling
