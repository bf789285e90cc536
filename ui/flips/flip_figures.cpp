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

/// 0 fell, 1 within epsilon, 2 rose.
std::size_t kindOf(double change, double epsilon) {
    return change < -epsilon ? 0 : change > epsilon ? 2 : 1;
}

std::vector<Series> threeSeries(Mark mark) {
    return {Series{.name = "fell", .method = "fell", .mark = mark},
            Series{.name = "within ε", .method = "base", .mark = mark},
            Series{.name = "rose", .method = "rose", .mark = mark}};
}

Series guide(const std::string& name, double x0, double y0, double x1, double y1) {
    return {.name = name, .method = "base", .mark = Mark::Guide, .x = {x0, x1}, .y = {y0, y1}};
}

double widthOfBins(const std::vector<FlipRow>& rows, const std::vector<FlipRow>& beside) {
    double largest = 1e-6;
    for (const auto* all : {&rows, &beside}) {
        for (const FlipRow& row : *all) {
            largest = std::max(largest, std::abs(row.change));
        }
    }
    const double rough = 2.0 * largest / 28.0;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= rough) {
            return factor * power;
        }
    }
    return 10.0 * power;
}

std::vector<std::pair<double, double>> counts(const std::vector<FlipRow>& rows, double width) {
    std::vector<std::int64_t> bins;
    bins.reserve(rows.size());
    for (const FlipRow& row : rows) {
        bins.push_back(static_cast<std::int64_t>(std::floor(row.change / width)));
    }
    if (bins.empty()) {
        return {};
    }
    const auto [first, last] = std::minmax_element(bins.begin(), bins.end());
    std::vector<std::pair<double, double>> result;
    for (std::int64_t bin = *first; bin <= *last; ++bin) {
        result.emplace_back((static_cast<double>(bin) + 0.5) * width,
                            static_cast<double>(std::count(bins.begin(), bins.end(), bin)));
    }
    return result;
}

Series cumulative(const std::vector<FlipRow>& rows, const std::string& name, bool dashed) {
    std::vector<double> changes;
    changes.reserve(rows.size());
    for (const FlipRow& row : rows) {
        changes.push_back(row.change);
    }
    std::sort(changes.begin(), changes.end());
    Series series{
        .name = name, .method = report::methodOf(name), .mark = Mark::Line, .openMarks = dashed};
    for (std::size_t index = 0; index < changes.size(); ++index) {
        series.x.push_back(changes[index]);
        series.y.push_back(100.0 * static_cast<double>(index + 1) /
                           static_cast<double>(changes.size()));
    }
    return series;
}

}  // namespace

Figure flipScatter(const std::vector<FlipRow>& rows, double epsilon) {
    Figure figure{.id = "flips-scatter", .title = "Before and after"};
    figure.x.title = "reward before (base)";
    figure.y.title = "reward after";
    if (rows.empty()) {
        figure.empty = emptySentence;
        return figure;
    }
    std::vector<Series> points = threeSeries(Mark::Points);
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

Figure flipWaterfall(const std::vector<FlipRow>& rows, double epsilon) {
    Figure figure{.id = "flips-waterfall", .title = "Changes, sorted"};
    figure.x.title = "share of prompts (%)";
    figure.y.title = "reward change";
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
    figure.series = threeSeries(Mark::Bars);
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

Figure flipHistogram(const std::vector<FlipRow>& rows,
                     double epsilon,
                     const std::vector<FlipRow>& beside,
                     const std::string& besideName) {
    Figure figure{.id = "flips-histogram", .title = "Distribution of change"};
    figure.x.title = "reward change";
    figure.y = {.title = "prompts", .lowest = 0.0};
    if (rows.empty()) {
        figure.empty = emptySentence;
        return figure;
    }
    const double width = widthOfBins(rows, beside);
    double tallest = 0.0;
    std::vector<Series> sides = threeSeries(Mark::Bars);
    for (const auto& [centre, count] : counts(rows, width)) {
        Series& series = sides[kindOf(centre, epsilon)];
        series.binWidth = width;
        series.x.push_back(centre);
        series.y.push_back(count);
        tallest = std::max(tallest, count);
    }
    for (Series& series : sides) {
        if (!series.x.empty()) {
            figure.series.push_back(std::move(series));
        }
    }
    if (!beside.empty()) {
        Series outline{.name = besideName,
                       .method = report::methodOf(besideName),
                       .mark = Mark::Steps,
                       .binWidth = width};
        for (const auto& [centre, count] : counts(beside, width)) {
            outline.x.push_back(centre);
            outline.y.push_back(count);
        }
        outline.openMarks = true;
        figure.series.push_back(std::move(outline));
    }
    for (const double edge : {-epsilon, epsilon}) {
        figure.series.push_back(guide(edge < 0.0 ? "" : "ε", edge, 0.0, edge, tallest));
    }
    figure.caption = std::to_string(rows.size()) + " test prompts";
    return figure;
}

Figure flipCumulative(const std::vector<FlipRow>& rows,
                      const std::string& name,
                      const std::vector<FlipRow>& beside,
                      const std::string& besideName) {
    Figure figure{.id = "flips-cumulative", .title = "Cumulative share"};
    figure.x.title = "reward change";
    figure.y = {.title = "at or below (%)", .lowest = 0.0, .highest = 100.0};
    if (rows.empty()) {
        figure.empty = emptySentence;
        return figure;
    }
    figure.series.push_back(cumulative(rows, name, false));
    if (!beside.empty()) {
        figure.series.push_back(cumulative(beside, besideName, true));
    }
    figure.caption = std::to_string(rows.size()) + " test prompts";
    return figure;
}

}  // namespace lire::ui
