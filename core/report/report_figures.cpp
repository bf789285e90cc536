// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report_figures.h"

#include <algorithm>
#include <set>

#include "core/report/evaluation_choice.h"

namespace lire::report {

namespace {

constexpr double smoothing = 0.6;

/// Stages with optimizer steps, in their order.
std::vector<std::string> trainedStages(const RunEvents& run) {
    std::vector<std::string> stages;
    for (const auto& event : run.events) {
        if (std::holds_alternative<runs::StepEvent>(event.body) &&
            std::find(stages.begin(), stages.end(), event.stage) == stages.end()) {
            stages.push_back(event.stage);
        }
    }
    return stages;
}

std::vector<std::string> rewardModels(const RunEvents& run) {
    std::vector<std::string> models;
    for (const auto* evaluation : fullEvaluations(run)) {
        for (const auto& [name, reward] : evaluation->rewards) {
            if (std::find(models.begin(), models.end(), name) == models.end()) {
                models.push_back(name);
            }
        }
    }
    return models;
}

std::vector<double> temperatures(const RunEvents& run) {
    std::set<double> all;
    for (const auto* evaluation : fullEvaluations(run)) {
        all.insert(evaluation->temperature);
    }
    return {all.begin(), all.end()};
}

/// Letters, digits, '.', '-' and '_' stay; names come from the experiment, but a store may be
/// anyone's.
std::string safeId(std::string id) {
    for (char& letter : id) {
        const bool safe = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                          (letter >= '0' && letter <= '9') || letter == '.' || letter == '-' ||
                          letter == '_';
        letter = safe ? letter : '_';
    }
    return id;
}

class Figures {
public:
    void add(Figure figure) {
        if (!figure.empty.empty() || figure.series.empty()) {
            return;
        }
        figure.id = safeId(std::move(figure.id));
        if (m_ids.insert(figure.id).second) {
            m_figures.push_back(std::move(figure));
        }
    }

    std::vector<Figure> take() { return std::move(m_figures); }

private:
    std::vector<Figure> m_figures;
    std::set<std::string> m_ids;
};

}  // namespace

std::vector<Figure> reportFigures(const RunEvents& run,
                                  std::span<const runs::ResponseRecord> responses) {
    Figures figures;
    const std::span one(&run, 1);
    const auto models = rewardModels(run);
    figures.add(frontier(one, FrontierValue::WinRate, {}, false));
    for (const auto& model : models) {
        figures.add(frontier(one, FrontierValue::Reward, model, false));
    }
    for (const double temperature : temperatures(run)) {
        figures.add(negativeFlips(run, temperature));
        for (const auto& policy : evaluatedPolicies(run)) {
            figures.add(rewardChanges(run, policy, temperature, {}, {}));
        }
        for (const auto& model : models) {
            figures.add(rewardDistributions(run.run, responses, model, temperature));
        }
    }
    figures.add(frontier(one, FrontierValue::WinRate, {}, true));
    for (const auto& policy : evaluatedPolicies(run)) {
        figures.add(winShares(run, policy));
    }
    for (const auto& stage : trainedStages(run)) {
        for (const auto* quantity :
             {"loss", "max_probability", "effective_candidates", "accuracy"}) {
            figures.add(trainingCurve(run, stage, quantity, smoothing));
        }
    }
    return figures.take();
}

std::vector<Table> reportTables(const RunEvents& run) {
    std::vector<Table> tables = {resultTable(run), rewardModelTable(run), stageTable(run)};
    std::erase_if(tables, [](const Table& table) { return table.rows.empty(); });
    return tables;
}

}  // namespace lire::report
