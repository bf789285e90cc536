// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "core/report/evaluation_choice.h"
#include "core/report/figures.h"
#include "core/report/number_text.h"

namespace lire::report {

Figure winShares(const RunEvents& run, const std::string& policy) {
    Figure figure{.id = "win-shares-" + policy, .title = "Wins of " + policy + " while it trains"};
    figure.x.title = "step";
    figure.y = {.title = "share of prompts, %", .lowest = 0.0, .highest = percent};
    auto evaluations = liveEvaluations(run, policy);
    if (evaluations.empty()) {
        figure.empty = "No live evaluation of " + policy + " yet: the first comes with its steps.";
        return figure;
    }
    // The temperature nearest to 1: the policy's own distribution.
    const auto nearest = std::min_element(
        evaluations.begin(), evaluations.end(), [](const auto* one, const auto* other) {
            return std::abs(one->temperature - 1.0) < std::abs(other->temperature - 1.0);
        });
    const double temperature = (*nearest)->temperature;
    std::erase_if(evaluations, [temperature](const auto* one) {
        return !sameTemperature(one->temperature, temperature);
    });
    Series win{.name = "win", .method = "rose", .mark = Mark::Line};
    Series tie{.name = "tie", .method = "base", .mark = Mark::Line};
    Series lose{.name = "lose", .method = "fell", .mark = Mark::Line};
    const auto add = [](Series& series, double x, double low, double high) {
        series.x.push_back(x);
        series.y.push_back(high);
        series.yLow.push_back(low);
        series.yHigh.push_back(high);
    };
    for (const auto* evaluation : evaluations) {
        const auto step = static_cast<double>(evaluation->step);
        const double wins = percent * evaluation->win;
        const double ties = wins + percent * evaluation->tie;
        add(win, step, 0.0, wins);
        add(tie, step, wins, ties);
        add(lose, step, ties, ties + percent * evaluation->lose);
        win.keys.push_back(evaluationKey(run, *evaluation));
    }
    tie.keys = win.keys;
    lose.keys = win.keys;
    const auto& last = *evaluations.back();
    figure.caption = "n = " + std::to_string(last.prompts) + " test prompts at " +
                     temperatureLabel(temperature) + ", against the reference answers by " +
                     last.guide + "; bands are stacked";
    figure.series = {std::move(win), std::move(tie), std::move(lose)};
    return figure;
}

}  // namespace lire::report
