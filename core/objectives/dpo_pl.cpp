// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/objectives/dpo_pl.h"

#include "core/objectives/log_sum_exp.h"
#include "core/objectives/reward_order.h"

namespace lire::objectives {

LossAndGradient DpoPl::evaluate(const Query& query) const {
    const std::size_t count = query.logprobs.size();
    LossAndGradient result{.gradient = std::vector<double>(count)};
    if (!hasRanking(query.rewards)) {
        return result;
    }
    const auto order = orderByFallingReward(query.rewards);
    std::vector<double> scores;  // [M] beta h, best first
    scores.reserve(count);
    for (const std::size_t j : order) {
        scores.push_back(m_beta * (query.logprobs[j] - query.referenceLogprobs[j]));
    }
    for (std::size_t k = 0; k + 1 < count; ++k) {
        const auto rest = std::span(scores).subspan(k);
        result.loss += logSumExp(rest) - rest.front();
        const auto shares = softmax(rest);
        result.gradient[order[k]] -= m_beta;
        for (std::size_t i = 0; i < shares.size(); ++i) {
            result.gradient[order[k + i]] += m_beta * shares[i];
        }
    }
    return result;
}

ObjectiveKind dpoPlKind() {
    return {.name = "dpo-pl",
            .title = "DPO-PL",
            .summary = "DPO on the whole ranking of a list (Plackett-Luce).",
            .equation =
                "J = -sum_{k<M} log(exp(beta h_k) / sum_{j>=k} exp(beta h_j)), h = l - r, "
                "by falling R",
            .source = "Rafailov 2023, appendix A.3",
            .needsReference = true,
            .options = {{.name = "beta",
                         .type = OptionType::Number,
                         .standard = 0.1,
                         .help = "Strength of the pull to the reference, per nat.",
                         .lowest = 0.0,
                         .lowestExcluded = true}},
            .make = [](const Options& options) -> std::unique_ptr<Objective> {
                return std::make_unique<DpoPl>(options.number("beta"));
            }};
}

}  // namespace lire::objectives
