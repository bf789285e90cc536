// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/objectives/pg.h"

namespace lire::objectives {

namespace {

/// Taken as a distance from the first reward, so that equal rewards have exactly that mean.
double meanReward(std::span<const double> rewards) {
    double sum = 0.0;
    for (const double reward : rewards) {
        sum += reward - rewards.front();
    }
    return rewards.front() + sum / static_cast<double>(rewards.size());
}

}  // namespace

LossAndGradient Pg::evaluate(const Query& query) const {
    const std::size_t count = query.logprobs.size();
    const double b = m_baseline == Baseline::Mean ? meanReward(query.rewards) : 0.0;
    LossAndGradient result{.gradient = std::vector<double>(count)};
    for (std::size_t j = 0; j < count; ++j) {
        result.gradient[j] = (b - query.rewards[j]) / static_cast<double>(count);
        result.loss += result.gradient[j] * query.logprobs[j];
    }
    return result;
}

ObjectiveKind pgKind() {
    return {.name = "pg",
            .title = "PG",
            .summary = "Policy gradient on given responses, each weighted by its reward.",
            .equation = "J = -(1/M) sum_j (R_j - b) l_j",
            .source = "REINFORCE; LIRE (Findings of ACL 2024), eq. 2 and Table 1",
            .options = {{.name = "baseline",
                         .type = OptionType::Choice,
                         .standard = "none",
                         .help = "b: 0 (the paper's Table 1) or the mean reward of the list.",
                         .choices = {"none", "mean"}}},
            .make = [](const Options& options) -> std::unique_ptr<Objective> {
                return std::make_unique<Pg>(
                    options.text("baseline") == "mean" ? Pg::Baseline::Mean : Pg::Baseline::None);
            }};
}

}  // namespace lire::objectives
