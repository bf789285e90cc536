// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/objectives/sft.h"

#include "core/objectives/sft_term.h"

namespace lire::objectives {

LossAndGradient Sft::evaluate(const Query& query) const {
    LossAndGradient result{.gradient = std::vector<double>(query.logprobs.size())};
    addSftTerm(query, 1.0, result);
    return result;
}

ObjectiveKind sftKind() {
    return {.name = "sft",
            .title = "SFT",
            .summary = "Supervised fine-tuning on the preferred or best response of each list.",
            .equation = "J = -l_k / n_k",
            .source = "maximum likelihood",
            .needsRewards = false,
            .make = [](const Options& /*options*/) -> std::unique_ptr<Objective> {
                return std::make_unique<Sft>();
            }};
}

}  // namespace lire::objectives
