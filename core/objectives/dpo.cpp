// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/objectives/dpo.h"

#include "core/error.h"
#include "core/objectives/log_sigmoid.h"
#include "core/objectives/reward_order.h"

namespace lire::objectives {

namespace {

struct PairLoss {
    double loss = 0.0;
    double slope = 0.0;  ///< derivative by d
};

PairLoss pairLoss(const Dpo::Settings& settings, double d) {
    const double beta = settings.beta;
    if (settings.loss == Dpo::Loss::Ipo) {
        const double distance = d - 1.0 / (2.0 * beta);
        return {.loss = distance * distance, .slope = 2.0 * distance};
    }
    const double e = settings.labelSmoothing;
    const double x = beta * d;
    return {.loss = -(1.0 - e) * logSigmoid(x) - e * logSigmoid(-x),
            .slope = beta * (e * sigmoid(x) - (1.0 - e) * sigmoid(-x))};
}

std::unique_ptr<Objective> makeDpo(const Options& options) {
    const Dpo::Settings settings{
        .beta = options.number("beta"),
        .labelSmoothing = options.number("label_smoothing"),
        .loss = options.text("loss") == "ipo" ? Dpo::Loss::Ipo : Dpo::Loss::Sigmoid};
    if (settings.loss == Dpo::Loss::Ipo && settings.labelSmoothing > 0.0) {
        throw Error("/label_smoothing",
                    "\"label_smoothing\" is not defined for the loss \"ipo\"",
                    "set it to 0, or \"loss\" to \"sigmoid\"");
    }
    return std::make_unique<Dpo>(settings);
}

}  // namespace

LossAndGradient Dpo::evaluate(const Query& query) const {
    LossAndGradient result{.gradient = std::vector<double>(query.logprobs.size())};
    const auto pairs = rewardPairs(query.rewards);
    const auto count = static_cast<double>(pairs.size());
    const auto logRatio = [&query](std::size_t j) {
        return query.logprobs[j] - query.referenceLogprobs[j];
    };
    for (const auto& [i, j] : pairs) {
        const auto pair = pairLoss(m_settings, logRatio(i) - logRatio(j));
        result.loss += pair.loss / count;
        result.gradient[i] += pair.slope / count;
        result.gradient[j] -= pair.slope / count;
    }
    return result;
}

ObjectiveKind dpoKind() {
    return {
        .name = "dpo",
        .title = "DPO",
        .summary = "Direct preference optimization, the mean over all pairs of a list.",
        .equation = "J = mean over R_i > R_j of -log sigmoid(beta ((l_i - r_i) - (l_j - r_j)))",
        .source = "Rafailov 2023; github.com/eric-mitchell/direct-preference-optimization",
        .needsReference = true,
        .options = {{.name = "beta",
                     .type = OptionType::Number,
                     .standard = 0.1,
                     .help = "Strength of the pull to the reference, per nat.",
                     .lowest = 0.0,
                     .lowestExcluded = true},
                    {.name = "label_smoothing",
                     .type = OptionType::Number,
                     .standard = 0.0,
                     .help = "Share of pairs taken to be the wrong way round (sigmoid only).",
                     .lowest = 0.0,
                     .highest = 0.5},
                    {.name = "loss",
                     .type = OptionType::Choice,
                     .standard = "sigmoid",
                     .help = "A pair's loss: DPO's sigmoid, or IPO's square on sums of log-probs.",
                     .choices = {"sigmoid", "ipo"}}},
        .make = makeDpo};
}

}  // namespace lire::objectives
