// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/objectives/slic.h"

#include "core/objectives/reward_order.h"
#include "core/objectives/sft_term.h"

namespace lire::objectives {

LossAndGradient Slic::evaluate(const Query& query) const {
    LossAndGradient result{.gradient = std::vector<double>(query.logprobs.size())};
    const auto pairs = rewardPairs(query.rewards);
    const auto count = static_cast<double>(pairs.size());
    for (const auto& [i, j] : pairs) {
        const double shortfall = m_settings.margin - query.logprobs[i] + query.logprobs[j];
        if (shortfall > 0.0) {
            result.loss += shortfall / count;
            result.gradient[i] -= 1.0 / count;
            result.gradient[j] += 1.0 / count;
        }
    }
    addSftTerm(query, m_settings.sftWeight, result);
    return result;
}

ObjectiveKind slicKind() {
    return {
        .name = "slic",
        .title = "SLiC-HF",
        .summary = "Sequence-likelihood calibration: a margin between the log-probs of each pair.",
        .equation =
            "J = mean over R_i > R_j of max(0, margin - l_i + l_j) + "
            "sft_weight (-l_k / n_k)",
        .source = "Zhao 2023 (SLiC-HF)",
        .options = {{.name = "margin",
                     .type = OptionType::Number,
                     .standard = 1.0,
                     .help = "How far the better response's log-prob should lie above, in nats.",
                     .lowest = 0.0},
                    sftWeightOption(0.0)},
        .make = [](const Options& options) -> std::unique_ptr<Objective> {
            return std::make_unique<Slic>(Slic::Settings{
                .margin = options.number("margin"), .sftWeight = options.number("sft_weight")});
        }};
}

}  // namespace lire::objectives
