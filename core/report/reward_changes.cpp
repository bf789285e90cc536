// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "core/report/change_bins.h"
#include "core/report/evaluation_choice.h"
#include "core/report/figures.h"
#include "core/report/number_text.h"

namespace lire::report {

namespace {

/// The newest evaluation with changes at or before a step; of one step the full one.
const runs::EvaluationEvent* chosen(const RunEvents& run,
                                    const std::string& policy,
                                    double temperature,
                                    std::optional<std::int64_t> step) {
    const runs::EvaluationEvent* best = nullptr;
    for (const auto& event : run.events) {
        const auto* one = std::get_if<runs::EvaluationEvent>(&event.body);
        if (one == nullptr || one->policy != policy || one->changes.empty() ||
            !sameTemperature(one->temperature, temperature) || (step && one->step > *step)) {
            continue;
        }
        if (best == nullptr ||
            std::pair(one->step, one->full) >= std::pair(best->step, best->full)) {
            best = one;
        }
    }
    return best;
}

double largestOf(const std::vector<double>& changes) {
    double largest = 0.0;
    for (const double change : changes) {
        largest = std::max(largest, std::abs(change));
    }
    return largest;
}

void addEpsilon(double epsilon, double height, Figure& figure) {
    for (const double edge : {-epsilon, epsilon}) {
        figure.series.push_back({.name = "ε",
                                 .method = "base",
                                 .mark = Mark::Guide,
                                 .x = {edge, edge},
                                 .y = {0.0, height}});
    }
}

std::string captionOf(const runs::EvaluationEvent& evaluation) {
    std::string caption = "n = " + std::to_string(evaluation.prompts) + " test prompts at " +
                          temperatureLabel(evaluation.temperature) + ", step " +
                          std::to_string(evaluation.step) + "; reward by " + evaluation.guide +
                          ", minus the base policy's";
    if (evaluation.dropRate && evaluation.gainRate) {
        caption += "; " + percentText(*evaluation.dropRate) + " % fell and " +
                   percentText(*evaluation.gainRate) +
                   " % rose by more than ε = " + fixedText(evaluation.epsilon, 3) +
                   " (from the base policy's own resampling)";
    }
    if (evaluation.rewardChange) {
        caption += "; mean change " + estimateText(*evaluation.rewardChange, 3) +
                   ", 95 % bootstrap over prompts";
    }
    return caption;
}

}  // namespace

Figure rewardChanges(const RunEvents& run,
                     const std::string& policy,
                     double temperature,
                     std::optional<std::int64_t> step,
                     std::optional<std::int64_t> earlier) {
    Figure figure{.id = "reward-changes-" + policy + "-" + shortText(temperature),
                  .title = "Reward changes of " + policy + " against the base"};
    figure.x.title = "change of the guide's reward";
    figure.y = {.title = "share of prompts, %", .lowest = 0.0};
    const auto* evaluation = chosen(run, policy, temperature, step);
    if (evaluation == nullptr) {
        figure.empty = "No evaluation of " + policy + " at " + temperatureLabel(temperature) +
                       " beside the base policy's yet.";
        return figure;
    }
    const auto* before = earlier ? chosen(run, policy, temperature, earlier) : nullptr;
    const ChangeBins bins(std::max(largestOf(evaluation->changes),
                                   before != nullptr ? largestOf(before->changes) : 0.0),
                          evaluation->epsilon);
    const auto shareOf = [](const runs::EvaluationEvent& one) {
        return percent / static_cast<double>(one.changes.size());
    };
    figure.series = bins.bars(evaluation->changes, shareOf(*evaluation));
    double tallest = 0.0;
    for (auto& side : figure.series) {
        side.keys.assign(side.x.size(), evaluationKey(run, *evaluation));
        tallest = std::max(tallest, *std::max_element(side.y.begin(), side.y.end()));
    }
    if (before != nullptr && before != evaluation) {
        auto outline = bins.outline(before->changes, shareOf(*before));
        outline.name = "step " + std::to_string(before->step);
        outline.method = "base";
        outline.keys.assign(outline.x.size(), evaluationKey(run, *before));
        figure.series.push_back(std::move(outline));
    }
    addEpsilon(evaluation->epsilon, tallest, figure);
    figure.caption = captionOf(*evaluation);
    return figure;
}

}  // namespace lire::report
