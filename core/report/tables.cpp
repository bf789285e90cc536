// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>

#include "core/report/evaluation_choice.h"
#include "core/report/figures.h"
#include "core/report/number_text.h"

namespace lire::report {

namespace {

constexpr double secondsPerMinute = 60.0;

/// One row being filled, cell by cell.
struct Row {
    std::vector<std::string> cells = {};
    std::vector<std::optional<double>> numbers = {};

    void text(const std::string& cell) {
        cells.push_back(cell);
        numbers.emplace_back();
    }
    void number(const std::string& cell, double value) {
        cells.push_back(cell);
        numbers.emplace_back(value);
    }
    void estimate(const runs::Estimate& value, int digits, double scale = 1.0) {
        number(estimateText(value, digits, scale), scale * value.value);
    }
    void share(std::optional<double> value) {
        if (value) {
            number(percentText(*value), percent * *value);
        } else {
            text("-");
        }
    }
};

void add(Table& table, Row row) {
    table.rows.push_back(std::move(row.cells));
    table.numbers.push_back(std::move(row.numbers));
}

std::vector<std::string> judgesOf(const std::vector<const runs::EvaluationEvent*>& evaluations) {
    std::vector<std::string> judges;
    for (const auto* evaluation : evaluations) {
        for (const auto& [name, reward] : evaluation->rewards) {
            if (std::find(judges.begin(), judges.end(), name) == judges.end()) {
                judges.push_back(name);
            }
        }
    }
    return judges;
}

/// Seconds of a stage: from each start to its last event before the next start.
struct Span {
    std::string title = {};
    std::string state = {};
    double started = 0.0;
    double last = 0.0;
    double seconds = 0.0;

    double total() const { return seconds + (last - started); }
};

}  // namespace

Table resultTable(const RunEvents& run) {
    Table table{.id = "results",
                .title = "Results",
                .caption =
                    "Full evaluations. Brackets: 95 % intervals by bootstrap over prompts. "
                    "Win rate = (win + tie / 2) / n against the reference answers by the "
                    "guide's reward. KL from the reference at temperature 1 in nats per "
                    "response. Δ reward: the mean over prompts of the policy's reward minus the "
                    "base's at the same temperature, paired. Fell: the guide's reward fell by more "
                    "than ε against the "
                    "base; lost: a win of the base became a loss."};
    const auto evaluations = fullEvaluations(run);
    const auto judges = judgesOf(evaluations);
    table.columns = {"Policy", "τ", "n"};
    for (const auto& judge : judges) {
        table.columns.push_back("Reward " + judge);
    }
    for (const auto& judge : judges) {
        table.columns.push_back("Δ reward " + judge);
    }
    for (const auto* column : {"Win rate %",
                               "Win %",
                               "Tie %",
                               "Lose %",
                               "KL",
                               "KL (k1)",
                               "Fell %",
                               "Rose %",
                               "Lost % of all",
                               "Lost % of wins",
                               "Tokens",
                               "Cut %"}) {
        table.columns.emplace_back(column);
    }
    for (const auto* one : evaluations) {
        Row row;
        row.text(one->policy);
        row.number(shortText(one->temperature), one->temperature);
        row.number(std::to_string(one->prompts), static_cast<double>(one->prompts));
        for (const auto& judge : judges) {
            if (const auto* reward = rewardOf(*one, judge)) {
                row.estimate(*reward, 3);
            } else {
                row.text("-");
            }
        }
        for (const auto& judge : judges) {
            if (const auto change = rewardChangeOf(*one, judge)) {
                row.estimate(*change, 3);
            } else {
                row.text("-");
            }
        }
        row.estimate(one->winRate, 1, percent);
        row.share(one->win);
        row.share(one->tie);
        row.share(one->lose);
        row.estimate(one->kl, 2);
        row.estimate(one->klK1, 2);
        row.share(one->dropRate);
        row.share(one->gainRate);
        row.share(one->referenceFlipRate);
        row.share(one->relativeFlipRate);
        row.number(fixedText(one->meanTokens, 1), one->meanTokens);
        row.share(one->cutShare);
        add(table, std::move(row));
    }
    return table;
}

Table rewardModelTable(const RunEvents& run) {
    Table table{.id = "reward-models",
                .title = "Reward models",
                .caption =
                    "Accuracy on held-out pairs: the share in which the preferred answer has "
                    "the higher reward, ties half; 95 % intervals.",
                .columns = {"Reward model", "Step", "Pairs", "Accuracy %"}};
    std::vector<std::string> order;
    std::map<std::string, const runs::RewardAccuracyEvent*> newest;
    for (const auto& event : run.events) {
        const auto* accuracy = std::get_if<runs::RewardAccuracyEvent>(&event.body);
        if (accuracy != nullptr &&
            newest.insert_or_assign(accuracy->rewardModel, accuracy).second) {
            order.push_back(accuracy->rewardModel);
        }
    }
    for (const auto& name : order) {
        const auto& accuracy = *newest.at(name);
        Row row;
        row.text(name);
        row.number(std::to_string(accuracy.step), static_cast<double>(accuracy.step));
        row.number(std::to_string(accuracy.pairs), static_cast<double>(accuracy.pairs));
        row.estimate(accuracy.accuracy, 1, percent);
        add(table, std::move(row));
    }
    return table;
}

Table stageTable(const RunEvents& run) {
    Table table{.id = "stages",
                .title = "Stages",
                .caption =
                    "Minutes of work; pauses between an interruption and its resumption are "
                    "left out.",
                .columns = {"Stage", "What", "State", "Minutes"}};
    std::vector<std::string> order;
    std::map<std::string, Span> spans;
    for (const auto& event : run.events) {
        const auto* stage = std::get_if<runs::StageEvent>(&event.body);
        const auto known = spans.find(event.stage);
        // The report's own stage is never over while its page is written.
        if (event.stage == "report" || (known == spans.end() && stage == nullptr)) {
            continue;
        }
        // Resuming passes over what was done: its minutes were counted then.
        if (known != spans.end() && stage != nullptr && stage->state == "skipped") {
            continue;
        }
        if (known == spans.end()) {
            order.push_back(event.stage);
            spans[event.stage] = {.started = event.time, .last = event.time};
        }
        auto& span = spans.at(event.stage);
        if (stage != nullptr) {
            if (stage->state == "started") {
                span.seconds += span.last - span.started;
                span.started = event.time;
            }
            span.title = stage->title.empty() ? span.title : stage->title;
            span.state = stage->state == "progress" ? "running" : stage->state;
        }
        span.last = event.time;
    }
    for (const auto& name : order) {
        const auto& span = spans.at(name);
        const double minutes = span.total() / secondsPerMinute;
        Row row;
        row.text(name);
        row.text(span.title);
        row.text(span.state);
        row.number(fixedText(minutes, 1), minutes);
        add(table, std::move(row));
    }
    return table;
}

}  // namespace lire::report
