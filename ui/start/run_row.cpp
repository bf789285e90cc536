// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/run_row.h"

#include <QDateTime>
#include <QLocale>
#include <QStringList>
#include <algorithm>

#include "core/objectives/registry.h"

namespace lire::ui {

namespace {

QString objectiveTitle(const std::string& name) {
    for (const auto& kind : objectives::objectiveKinds()) {
        if (kind.name == name) {
            return QString::fromStdString(kind.title);
        }
    }
    return QString::fromStdString(name);
}

void addDefinition(const nlohmann::json& experiment, RunRow& row) {
    if (!experiment.is_object()) {
        return;
    }
    QStringList policies;
    for (const auto& train : experiment.value("train", nlohmann::json::array())) {
        const std::string objective = train.value("objective", std::string("lire"));
        if (row.method.isEmpty()) {
            row.method = QString::fromStdString(objective);
        }
        policies << objectiveTitle(objective);
    }
    row.policies = policies.join(QStringLiteral(", "));
    QStringList rewards;
    const auto models = experiment.value("reward_models", nlohmann::json::object());
    for (const auto& [name, settings] : models.items()) {
        rewards << QString::fromStdString(name);
    }
    row.rewards = rewards.join(QStringLiteral(", "));
}

void addBest(const std::vector<runs::Event>& events, RunRow& row) {
    for (const runs::Event& event : events) {
        const auto* evaluation = std::get_if<runs::EvaluationEvent>(&event.body);
        if (evaluation == nullptr || !evaluation->full || evaluation->policy == "base") {
            continue;
        }
        ++row.evaluations;
        if (!row.winRate || evaluation->winRate.value > row.winRate->value) {
            row.winRate = evaluation->winRate;
            row.kl = evaluation->kl;
            row.bestPolicy = QString::fromStdString(evaluation->policy);
            row.prompts = evaluation->prompts;
            row.temperature = evaluation->temperature;
        }
    }
}

}  // namespace

RunRow runRow(const runs::RunSummary& summary,
              const nlohmann::json* experiment,
              const RunSnapshot* snapshot) {
    RunRow row{.summary = summary};
    if (experiment != nullptr) {
        addDefinition(*experiment, row);
        row.settings = settingValues(*experiment);
    }
    if (snapshot != nullptr) {
        addBest(snapshot->events, row);
    }
    return row;
}

void tellApart(const std::vector<RunRow*>& rows) {
    std::vector<std::string> unlike;
    for (const RunRow* row : rows) {
        for (const auto& [pointer, value] : row->settings) {
            const bool alike = std::all_of(rows.begin(), rows.end(), [&](const RunRow* other) {
                const auto found = other->settings.find(pointer);
                // A run whose experiment cannot be read says nothing.
                return other->settings.empty() ||
                       (found != other->settings.end() && found->second == value);
            });
            if (!alike && std::find(unlike.begin(), unlike.end(), pointer) == unlike.end()) {
                unlike.push_back(pointer);
            }
        }
    }
    // The seed first: runs of one name are most often seeds of one experiment.
    std::stable_partition(
        unlike.begin(), unlike.end(), [](const std::string& name) { return name == "seed"; });
    for (RunRow* row : rows) {
        QStringList words;
        for (const std::string& pointer :
             unlike.empty() ? std::vector<std::string>{"seed"} : unlike) {
            const auto found = row->settings.find(pointer);
            if (found != row->settings.end()) {
                words << QStringLiteral("%1 %2").arg(
                    QString::fromStdString(pointer.substr(pointer.rfind('/') + 1)),
                    QString::fromStdString(found->second));
            }
        }
        row->differs = words.join(QStringLiteral(" · "));
    }
}

QString pickedFrom(const RunRow& row) {
    return row.evaluations == 1 ? QObject::tr("its one evaluation")
                                : QObject::tr("best of %1 evaluations").arg(row.evaluations);
}

QString dateInWords(double secondsSince1970) {
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(qRound64(secondsSince1970 * 1000.0));
    const qint64 days = time.date().daysTo(QDate::currentDate());
    const QLocale locale = QLocale::c();
    if (days == 0) {
        return locale.toString(time, QStringLiteral("HH:mm"));
    }
    if (days > 0 && days < 7) {
        return locale.toString(time, QStringLiteral("ddd HH:mm"));
    }
    return locale.toString(time, QStringLiteral("d MMM yyyy"));
}

}  // namespace lire::ui
