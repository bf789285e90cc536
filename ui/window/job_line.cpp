// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/job_line.h"

#include <QLocale>
#include <QStringList>
#include <algorithm>
#include <ranges>

namespace lire::ui {

namespace {

/// The newest event of a kind in the stage that runs now; null where there is none.
template <class Body>
const Body* newest(const RunSnapshot& run, const std::string& stage) {
    for (const runs::Event& event : std::views::reverse(run.events)) {
        if (event.stage == stage) {
            if (const auto* body = std::get_if<Body>(&event.body)) {
                return body;
            }
        } else if (std::holds_alternative<runs::StageEvent>(event.body)) {
            return nullptr;  // an earlier stage begins here
        }
    }
    return nullptr;
}

/// Of the whole run, as told last, and never less than its stage's; 0: not known.
double secondsLeft(const RunSnapshot& run, const runs::StageEvent& stage) {
    for (const runs::Event& event : std::views::reverse(run.events)) {
        if (const auto* state = std::get_if<runs::StateEvent>(&event.body)) {
            return state->secondsLeft > 0.0 ? std::max(state->secondsLeft, stage.secondsLeft) : 0.0;
        }
    }
    return 0.0;
}

const runs::Event* newestStage(const RunSnapshot& run) {
    const auto found = std::find_if(run.events.rbegin(), run.events.rend(), [](const auto& event) {
        return std::holds_alternative<runs::StageEvent>(event.body);
    });
    return found == run.events.rend() ? nullptr : &*found;
}

/// What the run was decided to compute on; empty before that is stored.
QString deviceInWords(const nlohmann::json& resolved) {
    if (!resolved.is_object()) {
        return {};
    }
    const std::string device = resolved.value("device", std::string());
    if (device == "cpu") {
        return processorInWords(resolved.value("threads", 1));
    }
    return device.empty() ? QString()
                          : QStringLiteral("GPU %1").arg(QString::fromStdString(device));
}

void addStep(const runs::StepEvent& step, QStringList& words, QString& peak) {
    const QLocale locale = QLocale::c();
    words << QStringLiteral("step %1 of %2").arg(step.step).arg(step.steps);
    if (step.tokensPerSecond > 0.0) {
        words << QStringLiteral("%1 tokens/s").arg(qRound64(step.tokensPerSecond));
    }
    if (step.peakBytes > 0) {
        peak = QStringLiteral("peak %1").arg(
            locale.formattedDataSize(step.peakBytes, 1, QLocale::DataSizeSIFormat));
    }
}

}  // namespace

JobLine jobLine(const runs::RunSummary& run) {
    return {.run = QString::fromStdString(run.id),
            .name = QString::fromStdString(run.name),
            .state = run.state,
            .fraction = std::clamp(run.fraction, 0.0, 1.0)};
}

JobLine jobLine(const RunSnapshot& run) {
    JobLine line = jobLine(run.summary);
    line.device = deviceInWords(run.definition.resolved);
    const runs::Event* stageEvent = newestStage(run);
    if (stageEvent == nullptr || (line.state != "running" && line.state != "paused")) {
        return line;
    }
    const auto& stage = std::get<runs::StageEvent>(stageEvent->body);
    QStringList words = {QString::fromStdString(stage.title)};
    if (const auto* step = newest<runs::StepEvent>(run, stageEvent->stage)) {
        addStep(*step, words, line.peak);
    } else if (const auto* sample = newest<runs::SampleEvent>(run, stageEvent->stage)) {
        words << QStringLiteral("%1 of %2 responses").arg(sample->done).arg(sample->total);
    } else if (const auto* score = newest<runs::ScoreEvent>(run, stageEvent->stage)) {
        words << QStringLiteral("%1 of %2 scored").arg(score->done).arg(score->total);
    }
    const double left = secondsLeft(run, stage);
    if (left > 0.0 && line.state == "running") {
        words << QStringLiteral("%1 left").arg(durationInWords(left));
    }
    line.doing = words.join(QStringLiteral(" · "));
    return line;
}

QString processorInWords(int threads) {
    return threads == 1 ? QStringLiteral("CPU · 1 thread")
                        : QStringLiteral("CPU · %1 threads").arg(threads);
}

QString durationInWords(double seconds) {
    const qint64 whole = std::max<qint64>(qRound64(seconds), 0);
    if (whole < 90) {
        return QStringLiteral("%1 s").arg(whole);
    }
    const qint64 minutes = (whole + 30) / 60;
    if (minutes < 90) {
        return QStringLiteral("%1 min").arg(minutes);
    }
    return QStringLiteral("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

}  // namespace lire::ui
