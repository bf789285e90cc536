// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/job_facts.h"

#include <QObject>
#include <algorithm>
#include <cmath>

namespace lire::ui {
namespace {

constexpr std::size_t samplesKept = 50;
constexpr std::size_t stepsAveraged = 20;

/// Walks a run's events once and keeps what the panel says.
class FactReader {
public:
    explicit FactReader(const runs::RunSummary& run) : m_done(run.state == "done") {
        m_facts.fraction = run.fraction;
    }

    void read(const runs::Event& event) {
        // What passed while the run lay paused or stopped is not counted.
        if (!m_resting && m_newestTime > 0.0) {
            m_facts.elapsed += std::max(0.0, event.time - m_newestTime);
        }
        m_newestTime = std::max(m_newestTime, event.time);
        m_resting = false;
        std::visit([&](const auto& body) { take(event, body); }, event.body);
    }

    JobFacts finish() {
        for (const StageFacts& stage : m_facts.stages) {
            if (stage.id == m_facts.stage) {
                m_facts.stageTitle = stage.title;
            }
        }
        if (m_done) {
            m_facts.stageTitle = QObject::tr("All stages are done");
        }
        if (m_facts.secondsLeft && m_facts.runSecondsLeft) {  // they are told at different times
            m_facts.runSecondsLeft = std::max(*m_facts.runSecondsLeft, *m_facts.secondsLeft);
        }
        if (m_stepTimes.size() >= 2) {
            m_facts.secondsPerStep = (m_stepTimes.back() - m_stepTimes.front()) /
                                     static_cast<double>(m_stepTimes.size() - 1);
        }
        if (m_facts.lastEvaluation && m_formerEvaluation && m_facts.step) {
            const std::int64_t every = *m_facts.lastEvaluation - *m_formerEvaluation;
            const std::int64_t next = *m_facts.lastEvaluation + every;
            if (every > 0 && next <= m_facts.step->steps) {
                m_facts.nextEvaluation = next;
            }
        }
        std::reverse(m_facts.messages.begin(), m_facts.messages.end());
        std::reverse(m_facts.samples.begin(), m_facts.samples.end());
        if (m_facts.samples.size() > samplesKept) {
            m_facts.samples.resize(samplesKept);
        }
        return std::move(m_facts);
    }

private:
    StageFacts& stage(const std::string& id) {
        const auto found = std::find_if(m_facts.stages.begin(),
                                        m_facts.stages.end(),
                                        [&](const StageFacts& other) { return other.id == id; });
        if (found != m_facts.stages.end()) {
            return *found;
        }
        m_facts.stages.push_back({.id = id, .title = QString::fromStdString(id)});
        return m_facts.stages.back();
    }

    void enter(const std::string& id) {
        if (id.empty() || id == m_facts.stage) {
            return;
        }
        m_facts.stage = id;
        m_facts.step.reset();
        m_facts.secondsLeft.reset();
        m_facts.lastEvaluation.reset();
        m_formerEvaluation.reset();
        m_stepTimes.clear();
    }

    void take(const runs::Event& event, const runs::StageEvent& body) {
        StageFacts& found = stage(event.stage);
        if (!body.title.empty()) {
            found.title = QString::fromStdString(body.title);
        }
        found.state = body.state;
        found.fraction = body.state == "done" || body.state == "skipped" ? 1.0 : body.fraction;
        if (body.state == "started" || body.state == "progress") {
            enter(event.stage);
            m_facts.secondsLeft =
                body.secondsLeft > 0.0 ? std::optional(body.secondsLeft) : std::nullopt;
        }
    }

    void take(const runs::Event& event, const runs::StepEvent& body) {
        enter(event.stage);
        StageFacts& found = stage(event.stage);
        found.steps = true;
        found.rewardModel = found.rewardModel || body.accuracy;
        m_facts.step = body;
        m_stepTimes.push_back(event.time);
        if (m_stepTimes.size() > stepsAveraged) {
            m_stepTimes.erase(m_stepTimes.begin());
        }
    }

    void take(const runs::Event& event, const runs::EvaluationEvent& body) {
        if (body.policy != event.stage || body.full) {
            return;
        }
        if (!m_facts.lastEvaluation || *m_facts.lastEvaluation != body.step) {
            m_formerEvaluation = m_facts.lastEvaluation;
            m_facts.lastEvaluation = body.step;
        }
    }

    void take(const runs::Event& event, const runs::RewardAccuracyEvent& /*body*/) {
        stage(event.stage).rewardModel = true;
    }

    void take(const runs::Event& event, const runs::SampleEvent& body) {
        if (!body.response.empty()) {
            m_facts.samples.push_back({event.time, event.stage, body});
        }
    }

    void take(const runs::Event& /*event*/, const runs::ScoreEvent& /*body*/) {}

    void take(const runs::Event& event, const runs::MessageEvent& body) {
        m_facts.messages.push_back({event.time, body});
    }

    void take(const runs::Event& /*event*/, const runs::StateEvent& body) {
        m_facts.runSecondsLeft =
            body.secondsLeft > 0.0 ? std::optional(body.secondsLeft) : std::nullopt;
        m_resting = body.state == "paused" || body.state == "stopped" || body.state == "failed" ||
                    body.state == "queued";
        if (m_resting) {
            m_stepTimes.clear();  // a step's time does not hold the rest
        }
    }

    JobFacts m_facts;
    bool m_done = false;
    double m_newestTime = 0.0;
    bool m_resting = false;  ///< paused, stopped, failed or waiting as far as read
    std::optional<std::int64_t> m_formerEvaluation;
    std::vector<double> m_stepTimes;
};

}  // namespace

JobFacts jobFacts(const runs::RunSummary& run, const std::vector<runs::Event>& events) {
    FactReader reader(run);
    for (const runs::Event& event : events) {
        reader.read(event);
    }
    return reader.finish();
}

QString durationText(double seconds) {
    const auto whole = static_cast<qint64>(std::llround(std::max(0.0, seconds)));
    if (whole >= 3600) {
        return QObject::tr("%1 h %2 min").arg(whole / 3600).arg(whole / 60 % 60);
    }
    if (whole >= 60) {
        return QObject::tr("%1 min").arg((whole + 30) / 60);
    }
    return QObject::tr("%1 s").arg(whole);
}

}  // namespace lire::ui
