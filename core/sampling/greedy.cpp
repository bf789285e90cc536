// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <ATen/ATen.h>

#include "core/sampling/on_cpu.h"
#include "core/sampling/strategies.h"

namespace lire::sampling {

namespace {

text::TokenId mostProbable(std::span<const float> logits,
                           const DecodingSettings& /*settings*/,
                           double /*draw*/) {
    return static_cast<text::TokenId>(std::max_element(logits.begin(), logits.end()) -
                                      logits.begin());
}

std::vector<text::TokenId> mostProbableOnDevice(const at::Tensor& logits,
                                                const DecodingSettings& /*settings*/,
                                                std::span<const double> /*draws*/) {
    const auto [most, chosen] = logits.max(1);  // NaN counts as the greatest
    return onCpu(at::where(at::isfinite(most), chosen, noToken));
}

}  // namespace

StrategyKind greedyKind();

StrategyKind greedyKind() {
    return {.name = "greedy",
            .title = "Greedy",
            .summary = "The most probable token each time (the first where equal); no randomness.",
            .choose = &mostProbable,
            .chooseOnDevice = &mostProbableOnDevice};
}

}  // namespace lire::sampling
