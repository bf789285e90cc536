// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

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

/// A round width (1, 2 or 5 times a power of ten) that gives about 24 bins over both histograms.
double binWidth(double largest) {
    constexpr double bins = 24.0;
    const double rough = std::max(2.0 * largest / bins, 1e-6);
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= rough) {
            return factor * power;
        }
    }
    return 10.0 * power;
}

/// Shares of the prompts by bin. Bin k covers [k, k + 1) widths, so that 0 is an edge.
Series histogram(const std::vector<double>& changes, double width) {
    std::vector<std::int64_t> bins;
    bins.reserve(changes.size());
    for (const double change : changes) {
        bins.push_back(static_cast<std::int64_t>(std::floor(change / width)));
    }
    const auto [first, last] = std::minmax_element(bins.begin(), bins.end());
    Series series{.binWidth = width};
    for (auto bin = *first; bin <= *last; ++bin) {
        series.x.push_back((static_cast<double>(bin) + 0.5) * width);
        series.y.push_back(percent *
                           static_cast<double>(std::count(bins.begin(), bins.end(), bin)) /
                           static_cast<double>(changes.size()));
    }
    return series;
}

/// The bars of a histogram that fell, stayed within ε and rose, by their centres; those that have
/// any.
std::vector<Series> sides(const Series& all, double epsilon, const std::string& key) {
    std::vector<Series> three = {{.name = "fell", .method = "fell"},
                                 {.name = "within ε", .method = "base"},
                                 {.name = "rose", .method = "rose"}};
    for (std::size_t i = 0; i < all.x.size(); ++i) {
        auto& series = three[all.x[i] < -epsilon ? 0 : all.x[i] > epsilon ? 2 : 1];
        series.x.push_back(all.x[i]);
        series.y.push_back(all.y[i]);
        series.keys.push_back(key);
    }
    for (auto& series : three) {
        series.mark = Mark::Bars;
        series.binWidth = all.binWidth;
    }
    std::erase_if(three, [](const Series& series) { return series.x.empty(); });
    return three;
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
    const double width = binWidth(std::max(largestOf(evaluation->changes),
                                           before != nullptr ? largestOf(before->changes) : 0.0));
    const auto all = histogram(evaluation->changes, width);
    const auto key = evaluationKey(run, *evaluation);
    figure.series = sides(all, evaluation->epsilon, key);
    if (before != nullptr && before != evaluation) {
        auto outline = histogram(before->changes, width);
        outline.name = "step " + std::to_string(before->step);
        outline.method = "base";
        outline.mark = Mark::Steps;
        outline.keys.assign(outline.x.size(), evaluationKey(run, *before));
        figure.series.push_back(std::move(outline));
    }
    addEpsilon(evaluation->epsilon, *std::max_element(all.y.begin(), all.y.end()), figure);
    figure.caption = captionOf(*evaluation);
    return figure;
}

}  // namespace lire::report
