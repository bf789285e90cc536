// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/objectives/rrhf.h"

#include "core/objectives/length_penalty.h"
#include "core/objectives/reward_order.h"
#include "core/objectives/sft_term.h"

namespace lire::objectives {

LossAndGradient Rrhf::evaluate(const Query& query) const {
    LossAndGradient result{.gradient = std::vector<double>(query.logprobs.size())};
    const auto divisors = lengthDivisors(query.lengths, m_settings.lengthPenalty);  // [M]
    for (const auto& [i, j] : rewardPairs(query.rewards)) {
        const double excess = query.logprobs[j] / divisors[j] - query.logprobs[i] / divisors[i];
        if (excess > 0.0) {
            result.loss += excess;
            result.gradient[i] -= 1.0 / divisors[i];
            result.gradient[j] += 1.0 / divisors[j];
        }
    }
    addSftTerm(query, m_settings.sftWeight, result);
    return result;
}

ObjectiveKind rrhfKind() {
    return {.name = "rrhf",
            .title = "RRHF",
            .summary = "Ranks the length-normalized log-probs by reward, beside an SFT term.",
            .equation =
                "J = sum over R_i > R_j of max(0, p_j - p_i) + sft_weight (-l_k / n_k), "
                "p = l / n^length_penalty",
            .source = "Yuan 2023; github.com/GanjinZero/RRHF",
            .options = {sftWeightOption(1.0), lengthPenaltyOption(1.0)},
            .make = [](const Options& options) -> std::unique_ptr<Objective> {
                return std::make_unique<Rrhf>(
                    Rrhf::Settings{.sftWeight = options.number("sft_weight"),
                                   .lengthPenalty = options.number("length_penalty")});
            }};
}

}  // namespace lire::objectives
