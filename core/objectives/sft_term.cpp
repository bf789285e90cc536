// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/objectives/sft_term.h"

namespace lire::objectives {

void addSftTerm(const Query& query, double weight, LossAndGradient& result) {
    const std::size_t k = query.sftIndex;
    result.loss -= weight * query.logprobs[k] / query.lengths[k];
    result.gradient[k] -= weight / query.lengths[k];
}

OptionSpec sftWeightOption(double standard) {
    return {.name = "sft_weight",
            .type = OptionType::Number,
            .standard = standard,
            .help = "Weight of the SFT term on the response k; 0 leaves it out.",
            .lowest = 0.0};
}

}  // namespace lire::objectives
