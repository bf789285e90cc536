// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/objectives/pro.h"

#include "core/objectives/log_sum_exp.h"
#include "core/objectives/reward_order.h"
#include "core/objectives/sft_term.h"

namespace lire::objectives {

namespace {

/// The summand of the k-th best response against the rest of `order`.
void addRank(const Query& query,
             std::span<const std::size_t> order,
             std::size_t k,
             LossAndGradient& result) {
    const std::size_t best = order[k];
    const auto mean = [&query](std::size_t j) { return query.logprobs[j] / query.lengths[j]; };
    // Rewards fall along the order, so the largest gap is the last one's.
    const double t = query.rewards[best] - query.rewards[order.back()];  // t_k
    std::vector<double> exponents{mean(best) * t};
    for (const std::size_t i : order.subspan(k + 1)) {
        exponents.push_back(mean(i) * (query.rewards[best] - query.rewards[i]));
    }
    result.loss += logSumExp(exponents) - exponents.front();
    const auto shares = softmax(exponents);
    result.gradient[best] += (shares.front() - 1.0) * t / query.lengths[best];
    for (std::size_t p = 1; p < shares.size(); ++p) {
        const std::size_t i = order[k + p];
        const double gap = query.rewards[best] - query.rewards[i];
        result.gradient[i] += shares[p] * gap / query.lengths[i];
    }
}

}  // namespace

LossAndGradient Pro::evaluate(const Query& query) const {
    const std::size_t count = query.logprobs.size();
    LossAndGradient result{.gradient = std::vector<double>(count)};
    if (hasRanking(query.rewards)) {
        const auto order = orderByFallingReward(query.rewards);
        for (std::size_t k = 0; k + 1 < count; ++k) {
            addRank(query, order, k, result);
        }
    }
    const auto rivals = static_cast<double>(count - 1);
    // addSftTerm divides by n, this method does not.
    addSftTerm(query, m_sftWeight * rivals * rivals * query.lengths[query.sftIndex], result);
    return result;
}

ObjectiveKind proKind() {
    return {.name = "pro",
            .title = "PRO",
            .summary =
                "Preference ranking optimization: each response against all that rank below, "
                "the reward gaps as temperatures.",
            .equation =
                "J = sum_{k<M} [log(exp(s_k t_k) + sum_{i>k} exp(s_i g_ki)) - s_k t_k] + "
                "sft_weight (M-1)^2 (-l_k*), s = l / n, g_ki = R_k - R_i, t_k = max_i g_ki, "
                "by falling R",
            .source = "Song 2023; AlibabaResearch/DAMO-ConvAI, PRO/train/utils/process_manager.py",
            .options = {sftWeightOption(0.05)},
            .make = [](const Options& options) -> std::unique_ptr<Objective> {
                return std::make_unique<Pro>(options.number("sft_weight"));
            }};
}

}  // namespace lire::objectives
