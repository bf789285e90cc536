// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/objectives/lire.h"

#include <algorithm>

#include "core/objectives/length_penalty.h"
#include "core/objectives/log_sum_exp.h"
#include "core/objectives/sft_term.h"

namespace lire::objectives {

LossAndGradient Lire::evaluate(const Query& query) const {
    const std::size_t count = query.logprobs.size();
    const double temperature = m_settings.temperature;
    const auto divisors = lengthDivisors(query.lengths, m_settings.lengthPenalty);  // [M]
    std::vector<double> scaled(count);  // [M] l_j / (n_j^p T)
    for (std::size_t j = 0; j < count; ++j) {
        scaled[j] = query.logprobs[j] / divisors[j] / temperature;
    }
    const auto probabilities = softmax(scaled);  // [M] eq. 5
    const auto weights = m_settings.rewardSoftmax
                             ? softmax(query.rewards)
                             : std::vector<double>(query.rewards.begin(), query.rewards.end());
    // The mean is taken as a distance from the likeliest response's weight: equal weights give
    // exactly 0, and where P is nearly one-hot the small difference is not lost to rounding.
    const auto likeliest = static_cast<std::size_t>(
        std::max_element(probabilities.begin(), probabilities.end()) - probabilities.begin());
    const double origin = weights[likeliest];
    double mean = 0.0;  // sum_j P_j w_j, less origin
    for (std::size_t j = 0; j < count; ++j) {
        mean += probabilities[j] * (weights[j] - origin);
    }
    LossAndGradient result{.loss = -(origin + mean),
                           .gradient = std::vector<double>(count)};  // eq. 6
    for (std::size_t j = 0; j < count; ++j) {
        const double shortfall = mean - (weights[j] - origin);
        result.gradient[j] = probabilities[j] * shortfall / temperature / divisors[j];  // eq. 7
    }
    addSftTerm(query, m_settings.sftWeight, result);
    return result;
}

ObjectiveKind lireKind() {
    return {
        .name = "lire",
        .title = "LIRE",
        .summary =
            "Listwise reward enhancement: each response is pushed by its reward above the "
            "list's mean.",
        .equation =
            "J = -sum_j P_j w_j + sft_weight (-l_k / n_k), P = softmax(l / T), "
            "w = softmax(R) or R",
        .source =
            "LIRE (Findings of ACL 2024), eq. 4-9 and A.4; github.com/stevie1023/LIRE, train.py",
        .options = {{.name = "temperature",
                     .type = OptionType::Number,
                     .standard = 2.0,
                     .help =
                         "T of the softmax over the list, in nats; the paper's Table 7 prefers 5 "
                         "to 10.",
                     .lowest = 0.0,
                     .lowestExcluded = true},
                    {.name = "reward_softmax",
                     .type = OptionType::Boolean,
                     .standard = true,
                     .help =
                         "Softmax of the rewards over the list (section 3.1), or the rewards as "
                         "they are (A.4)."},
                    sftWeightOption(0.0),
                    lengthPenaltyOption(0.0)},
        .make = [](const Options& options) -> std::unique_ptr<Objective> {
            return std::make_unique<Lire>(
                Lire::Settings{.temperature = options.number("temperature"),
                               .rewardSoftmax = options.boolean("reward_softmax"),
                               .sftWeight = options.number("sft_weight"),
                               .lengthPenalty = options.number("length_penalty")});
        }};
}

}  // namespace lire::objectives
