// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/form_shape.h"

#include <QObject>
#include <QStringList>
#include <filesystem>

#include "core/objectives/registry.h"
#include "ui/experiment/line_editors.h"

namespace lire::ui {

namespace {

using nlohmann::json;

enum Step { RunStep, DataStep, RewardsStep, CandidatesStep, TrainStep, EvaluateStep };

void addShape(const json& value, const std::string& pointer, std::string& shape) {
    if (value.is_object()) {
        shape += pointer + "{";
        for (const auto& [key, child] : value.items()) {
            if (key == "objective" && child.is_string()) {
                shape += child.get<std::string>() + ";";
            }
            addShape(child, pointer + "/" + key, shape);
        }
        shape += '}';
    } else if (value.is_array()) {
        for (std::size_t at = 0; at < value.size(); ++at) {
            addShape(value[at], pointer + "/" + std::to_string(at), shape);
        }
    }
}

json part(const json& experiment, const char* key) {
    const auto found = experiment.find(key);
    return found == experiment.end() ? json() : *found;
}

QString words(const json& section, const char* key, const QString& standard) {
    const auto found = section.is_object() ? section.find(key) : section.end();
    return section.is_object() && found != section.end() ? textOfValue(*found) : standard;
}

QString runSummary(const json& experiment) {
    const auto policy = part(experiment, "policy");
    const QString model = words(policy, "model", QObject::tr("no model"));
    return QString::fromStdString(std::filesystem::path(model.toStdString()).filename().string());
}

QString dataSummary(const json& data) {
    const auto train = data.is_object() ? data.value("train", json::array()) : json::array();
    const auto count = train.is_array() ? train.size() : 0;
    QString text = count == 1 ? QObject::tr("1 file") : QObject::tr("%1 files").arg(count);
    if (data.is_object() && data.contains("test_share") && data["test_share"].is_number()) {
        text += QObject::tr(" · %1 % for tests").arg(data["test_share"].get<double>() * 100.0);
    }
    return text;
}

QString trainSummary(const json& train) {
    QStringList titles;
    for (const auto& policy : train.is_array() ? train : json::array()) {
        const std::string name = words(policy, "objective", QStringLiteral("lire")).toStdString();
        QString title = QString::fromStdString(name);
        for (const auto& kind : objectives::objectiveKinds()) {
            if (kind.name == name) {
                title = QString::fromStdString(kind.title);
            }
        }
        titles << title;
    }
    return titles.isEmpty() ? QObject::tr("no policy") : titles.join(QStringLiteral(", "));
}

QString rewardsSummary(const json& models) {
    QStringList names;
    if (models.is_object()) {
        for (const auto& [name, settings] : models.items()) {
            names << QString::fromStdString(name);
        }
    }
    return names.isEmpty() ? QObject::tr("none") : names.join(QStringLiteral(", "));
}

}  // namespace

const std::vector<FormStep>& formSteps() {
    static const std::vector<FormStep> steps = {{QObject::tr("Run"), ""},
                                                {QObject::tr("Data"), "/data"},
                                                {QObject::tr("Rewards"), "/reward_models"},
                                                {QObject::tr("Candidates"), "/candidates"},
                                                {QObject::tr("Train"), "/train"},
                                                {QObject::tr("Evaluate"), "/evaluate"}};
    return steps;
}

int stepOf(const std::string& pointer) {
    for (std::size_t step = 1; step < formSteps().size(); ++step) {
        const std::string& section = formSteps()[step].section;
        if (pointer == section || pointer.starts_with(section + "/")) {
            return static_cast<int>(step);
        }
    }
    return RunStep;
}

QString stepSummary(int step, const json& experiment) {
    if (!experiment.is_object()) {
        return {};
    }
    switch (step) {
        case RunStep:
            return runSummary(experiment);
        case DataStep:
            return dataSummary(part(experiment, "data"));
        case RewardsStep:
            return rewardsSummary(part(experiment, "reward_models"));
        case CandidatesStep: {
            const auto candidates = part(experiment, "candidates");
            return candidates.is_object()
                       ? QObject::tr("%1 a prompt")
                             .arg(words(candidates, "responses", QStringLiteral("4")))
                       : QObject::tr("none");
        }
        case TrainStep:
            return trainSummary(part(experiment, "train"));
        case EvaluateStep: {
            const auto evaluate = part(experiment, "evaluate");
            return evaluate.is_object()
                       ? QObject::tr("T %1").arg(
                             words(evaluate, "temperatures", QStringLiteral("0.7, 1.0, 1.3")))
                       : QObject::tr("nothing is measured");
        }
        default:
            return {};
    }
}

std::string formShape(const json& experiment) {
    std::string shape;
    addShape(experiment, "", shape);
    return shape;
}

}  // namespace lire::ui
