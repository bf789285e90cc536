// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/flips/flip_figures.h"

#include <algorithm>
#include <cmath>

#include "core/report/evaluation_choice.h"

namespace lire::ui {
namespace {

using report::Figure;
using report::Mark;
using report::Series;

constexpr const char* emptySentence =
    "No prompt has responses of both policies at this temperature: choose another, or wait for the "
    "full evaluation at the end of training.";

std::size_t kindOf(double change, double epsilon) {
    return static_cast<std::size_t>(report::changeKind(change, epsilon));
}

/// "rm before (base)", where the reward model is known.
std::string rewardTitle(const FlipQuestion& question, const std::string& words) {
    return (question.guide.empty() ? "reward" : question.guide) + " " + words;
}

std::string changeTitle(const FlipQuestion& question) {
    return "reward change" + (question.guide.empty() ? "" : ", " + question.guide);
}

std::vector<double> changesOf(const std::vector<FlipRow>& rows) {
    std::vector<double> changes;
    changes.reserve(rows.size());
    for (const FlipRow& row : rows) {
        changes.push_back(row.change);
    }
    return changes;
}

Series guide(const std::string& name, double x0, double y0, double x1, double y1) {
    return {.name = name, .method = "base", .mark = Mark::Guide, .x = {x0, x1}, .y = {y0, y1}};
}

Series cumulative(const FlipSet& flips, bool dashed) {
    std::vector<double> changes = changesOf(flips.rows);
    std::sort(changes.begin(), changes.end());
    Series series{.name = flips.question.policy,
                  .method = report::methodOf(flips.question.policy),
                  .mark = Mark::Line,
                  .openMarks = dashed};
    for (std::size_t index = 0; index < changes.size(); ++index) {
        series.x.push_back(changes[index]);
        series.y.push_back(100.0 * static_cast<double>(index + 1) /
                           static_cast<double>(changes.size()));
    }
    return series;
}

}  // namespace

Figure flipScatter(const FlipSet& flips, double epsilon) {
    const std::vector<FlipRow>& rows = flips.rows;
    Figure figure{.id = "flips-scatter", .title = "Before and after"};
    figure.x.title = rewardTitle(flips.question, "before (base)");
    figure.y.title = rewardTitle(flips.question, "after (" + flips.question.policy + ")");
    if (rows.empty()) {
        figure.empty = emptySentence;
        return figure;
    }
    std::vector<Series> points = report::changeSeries(Mark::Points);
    double low = rows.front().before;
    double high = low;
    for (const FlipRow& row : rows) {
        Series& series = points[kindOf(row.change, epsilon)];
        series.x.push_back(row.before);
        series.y.push_back(row.after);
        series.keys.push_back(row.prompt);
        low = std::min({low, row.before, row.after});
        high = std::max({high, row.before, row.after});
    }
    // The diagonal with ε as its band, under the points.
    figure.series.push_back({.name = "no change ± ε",
                             .method = "base",
                             .mark = Mark::Line,
                             .x = {low, high},
                             .y = {low, high},
                             .yLow = {low - epsilon, high - epsilon},
                             .yHigh = {low + epsilon, high + epsilon}});
    figure.series.insert(figure.series.end(), points.begin(), points.end());
    figure.caption = std::to_string(rows.size()) + " test prompts, a mark each";
    return figure;
}

Figure flipWaterfall(const FlipSet& flips, double epsilon) {
    const std::vector<FlipRow>& rows = flips.rows;
    Figure figure{.id = "flips-waterfall", .title = "Changes, sorted"};
    figure.x.title = "share of prompts (%)";
    figure.y.title = changeTitle(flips.question);
    if (rows.empty()) {
        figure.empty = emptySentence;
        return figure;
    }
    std::vector<const FlipRow*> sorted;
    sorted.reserve(rows.size());
    for (const FlipRow& row : rows) {
        sorted.push_back(&row);
    }
    std::stable_sort(sorted.begin(), sorted.end(), [](const FlipRow* one, const FlipRow* other) {
        return one->change < other->change;
    });
    figure.series = report::changeSeries(Mark::Bars);
    const double width = 100.0 / static_cast<double>(sorted.size());
    for (std::size_t index = 0; index < sorted.size(); ++index) {
        Series& series = figure.series[kindOf(sorted[index]->change, epsilon)];
        series.binWidth = width;
        series.x.push_back((static_cast<double>(index) + 0.5) * width);
        series.y.push_back(sorted[index]->change);
        series.keys.push_back(sorted[index]->prompt);
    }
    std::erase_if(figure.series, [](const Series& series) { return series.x.empty(); });
    figure.caption = std::to_string(rows.size()) + " test prompts, a bar each";
    return figure;
}

report::ChangeBins flipBins(const FlipSet& flips, const FlipSet& beside, double epsilon) {
    double largest = 0.0;
    for (const FlipSet* one : {&flips, &beside}) {
        for (const FlipRow& row : one->rows) {
            largest = std::max(largest, std::abs(row.change));
        }
    }
    return {largest, epsilon};
}

Figure flipHistogram(const FlipSet& flips, const FlipSet& beside, double epsilon) {
    Figure figure{.id = "flips-histogram", .title = "Distribution of change"};
    figure.x.title = changeTitle(flips.question);
    figure.y = {.title = "prompts", .lowest = 0.0};
    if (flips.rows.empty()) {
        figure.empty = emptySentence;
        return figure;
    }
    const report::ChangeBins bins = flipBins(flips, beside, epsilon);
    figure.series = bins.bars(changesOf(flips.rows), 1.0);
    double tallest = 0.0;
    for (const Series& side : figure.series) {
        tallest = std::max(tallest, *std::max_element(side.y.begin(), side.y.end()));
    }
    if (!beside.rows.empty()) {
        Series outline = bins.outline(changesOf(beside.rows), 1.0);
        outline.name = beside.question.policy;
        outline.method = report::methodOf(outline.name);
        outline.openMarks = true;
        figure.series.push_back(std::move(outline));
    }
    for (const double edge : {-epsilon, epsilon}) {
        figure.series.push_back(guide(edge < 0.0 ? "" : "ε", edge, 0.0, edge, tallest));
    }
    figure.caption = std::to_string(flips.rows.size()) + " test prompts";
    return figure;
}

Figure flipCumulative(const FlipSet& flips, const FlipSet& beside) {
    Figure figure{.id = "flips-cumulative", .title = "Cumulative share"};
    figure.x.title = changeTitle(flips.question);
    figure.y = {.title = "at or below (%)", .lowest = 0.0, .highest = 100.0};
    if (flips.rows.empty()) {
        figure.empty = emptySentence;
        return figure;
    }
    figure.series.push_back(cumulative(flips, false));
    if (!beside.rows.empty()) {
        figure.series.push_back(cumulative(beside, true));
    }
    figure.caption = std::to_string(flips.rows.size()) + " test prompts";
    return figure;
}

}  // namespace lire::ui
