// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frontier/frontier_figure.h"

#include <algorithm>
#include <cmath>

#include "core/report/evaluation_choice.h"
#include "core/report/number_text.h"
#include "ui/plots/number_text.h"

namespace lire::ui {
namespace {

using report::Figure;
using report::RunEvents;
using report::Series;

void takeRoots(std::vector<double>& values) {
    // A Monte Carlo interval may reach below 0, KL itself does not.
    for (double& value : values) {
        value = std::sqrt(std::max(0.0, value));
    }
}

/// "run|policy|" of a point's key: whose it is.
bool isHidden(const std::string& key, const FrontierChoice& choice) {
    return std::any_of(choice.hidden.begin(), choice.hidden.end(), [&](const auto& one) {
        return key.starts_with(one.first + "|" + one.second + "|");
    });
}

/// A run's base policy as it was measured at the temperature nearest to 1.
struct Base {
    const RunEvents* run = nullptr;
    const runs::EvaluationEvent* evaluation = nullptr;  ///< null: not measured
};

/// Of several runs the first one's.
Base baseOf(const std::vector<RunEvents>& runs) {
    Base best;
    for (const RunEvents& run : runs) {
        for (const runs::EvaluationEvent* one : report::fullEvaluations(run)) {
            if (one->policy == "base" &&
                (best.evaluation == nullptr ||
                 std::abs(one->temperature - 1.0) < std::abs(best.evaluation->temperature - 1.0))) {
                best = {&run, one};
            }
        }
    }
    return best;
}

/// What the guide's w is: with several runs each has a base of its own.
std::string bestOfNNote(const Base& base, bool severalRuns) {
    const runs::Estimate& wins = base.evaluation->winRate;
    return "Best of n: KL = log n − (n − 1)/n; win rate at most 1 − (1 − w)ⁿ, w "
           "the base's" +
           (severalRuns ? " of " + base.run->run.name : std::string()) + " at " +
           report::temperatureLabel(base.evaluation->temperature) + ", " +
           numberText(report::percent * wins.value, 1).toStdString() + " %.";
}

QString withHalfWidth(const runs::Estimate& estimate, int decimals, double scale = 1.0) {
    return QStringLiteral("%1 ± %2").arg(
        numberText(scale * estimate.value, decimals),
        numberText(scale * (estimate.high - estimate.low) / 2.0, decimals));
}

void addCell(report::Table& table, const QString& text, std::optional<double> number) {
    table.rows.back().push_back(text.toStdString());
    table.numbers.back().push_back(number);
}

}  // namespace

Series bestOfNGuide(double winRate) {
    Series guide{.name = "best of n, at most", .method = "base", .mark = report::Mark::Guide};
    for (int n = 1; n <= 64; n *= 2) {
        const double count = n;
        guide.x.push_back(std::log(count) - (count - 1.0) / count);
        guide.y.push_back(report::percent * (1.0 - std::pow(1.0 - winRate, count)));
        guide.labels.push_back(n == 1 ? std::string() : "n = " + std::to_string(n));
    }
    return guide;
}

Figure frontierFigure(const std::vector<RunEvents>& runs, const FrontierChoice& choice) {
    Figure figure = report::frontier(runs, choice.value, choice.rewardModel, false);
    std::erase_if(figure.series, [&](const Series& series) {
        return !series.keys.empty() && isHidden(series.keys.front(), choice);
    });
    const bool any =
        std::any_of(figure.series.begin(), figure.series.end(), [](const Series& series) {
            return series.mark == report::Mark::Curve;
        });
    if (!any) {
        figure.series.clear();
        if (figure.empty.empty()) {
            figure.empty = "Every policy is hidden: tick one in the list at the left.";
        }
        return figure;
    }
    const Base base = baseOf(runs);
    if (choice.bestOfN && choice.value == report::FrontierValue::WinRate &&
        base.evaluation != nullptr) {
        figure.series.push_back(bestOfNGuide(base.evaluation->winRate.value));
        figure.notes.push_back(bestOfNNote(base, runs.size() > 1));
    }
    for (Series& series : figure.series) {
        if (choice.rootKl) {
            takeRoots(series.x);
            takeRoots(series.xLow);
            takeRoots(series.xHigh);
        }
        if (!choice.intervals) {
            series.xLow.clear();
            series.xHigh.clear();
            series.yLow.clear();
            series.yHigh.clear();
        }
    }
    if (choice.rootKl) {
        figure.x.title = "√KL from the reference (√nats per response)";
    }
    figure.x.lowest = 0.0;
    return figure;
}

std::vector<FrontierPoint> frontierPoints(const std::vector<RunEvents>& runs,
                                          const FrontierChoice& choice) {
    std::vector<FrontierPoint> points;
    for (const RunEvents& run : runs) {
        for (const runs::EvaluationEvent* one : report::fullEvaluations(run)) {
            FrontierPoint point{run.run.id, run.run.name, report::evaluationKey(run, *one), *one};
            if (!isHidden(point.key, choice)) {
                points.push_back(std::move(point));
            }
        }
    }
    return points;
}

report::Table frontierTable(const std::vector<FrontierPoint>& points, bool severalRuns) {
    report::Table table;
    table.id = "frontier-points";
    std::vector<std::string> models;
    for (const FrontierPoint& point : points) {
        for (const auto& [name, reward] : point.evaluation.rewards) {
            if (std::find(models.begin(), models.end(), name) == models.end()) {
                models.push_back(name);
            }
        }
    }
    table.columns = {"Policy", "τ", "KL, nats", "Win rate, %"};
    for (const std::string& model : models) {
        table.columns.push_back(model);
    }
    table.columns.insert(table.columns.end(), {"Tokens", "Cut, %"});
    for (const FrontierPoint& point : points) {
        const runs::EvaluationEvent& one = point.evaluation;
        table.rows.emplace_back();
        table.numbers.emplace_back();
        const std::string name = severalRuns ? point.runName + " " + one.policy : one.policy;
        addCell(table, QString::fromStdString(name), std::nullopt);
        addCell(table, shortNumber(one.temperature), one.temperature);
        addCell(table, withHalfWidth(one.kl, 2), one.kl.value);
        addCell(table, withHalfWidth(one.winRate, 1, 100.0), 100.0 * one.winRate.value);
        for (const std::string& model : models) {
            const runs::Estimate* reward = report::rewardOf(one, model);
            addCell(table,
                    reward != nullptr ? withHalfWidth(*reward, 2) : QStringLiteral("–"),
                    reward != nullptr ? std::optional(reward->value) : std::nullopt);
        }
        addCell(table, numberText(one.meanTokens, 0), one.meanTokens);
        addCell(table, numberText(100.0 * one.cutShare, 1), 100.0 * one.cutShare);
    }
    return table;
}

}  // namespace lire::ui
