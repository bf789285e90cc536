// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/run_reporter.h"

#include <algorithm>
#include <utility>

namespace lire::experiment {

namespace {

double now() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

}  // namespace

RunReporter::RunReporter(std::string run,
                         std::vector<StagePlan> stages,
                         runs::EventSink& store,
                         runs::EventSink& sink)
    : m_run(std::move(run)), m_stages(std::move(stages)), m_store(store), m_sink(sink) {}

double RunReporter::weightOf(const std::string& stage) const {
    for (const auto& plan : m_stages) {
        if (plan.stage == stage) {
            return std::max(plan.minutes, 0.01);
        }
    }
    return 0.01;
}

double RunReporter::totalWeight() const {
    double total = 0.0;
    for (const auto& plan : m_stages) {
        total += weightOf(plan.stage);
    }
    return total;
}

double RunReporter::overall() const {
    const double total = totalWeight();
    const double here = m_stage.empty() ? 0.0 : m_fraction * weightOf(m_stage);
    return total > 0.0 ? std::clamp((m_behind + here) / total, 0.0, 1.0) : 0.0;
}

double RunReporter::secondsLeft() const {
    constexpr double enough = 0.02;  // of the run: less tells nothing of its pace
    const double done = overall();
    const double advanced = done - m_overallAtStart;
    if (advanced < enough) {
        return (1.0 - done) * totalWeight() * 60.0;
    }
    const std::chrono::duration<double> worked = Clock::now() - m_runStart - m_pausedFor;
    return worked.count() * (1.0 - done) / advanced;
}

void RunReporter::send(runs::EventBody body) {
    const runs::Event event{.run = m_run, .stage = m_stage, .time = now(), .body = std::move(body)};
    m_store.receive(event);
    m_sink.receive(event);
}

void RunReporter::beginStage(const std::string& stage, const std::string& title) {
    m_stage = stage;
    m_title = title;
    m_fraction = 0.0;
    m_fractionKnown = false;
    m_stageStart = Clock::now();
    m_last["run"] = m_stageStart;
    send(runs::StageEvent{.state = "started", .title = title});
}

void RunReporter::skipStage(const std::string& stage, const std::string& title) {
    m_stage = stage;
    send(runs::StageEvent{.state = "skipped", .title = title, .fraction = 1.0});
    m_behind += weightOf(stage);
    m_stage.clear();
    m_fraction = 0.0;
}

void RunReporter::endStage() {
    send(runs::StageEvent{.state = "done", .title = m_title, .fraction = 1.0});
    m_behind += weightOf(m_stage);
    m_stage.clear();
    m_fraction = 0.0;
    state(m_state);
}

void RunReporter::progress(double fraction) {
    m_fraction = fraction;
    if (!m_fractionKnown) {
        m_fractionKnown = true;
        m_fractionAtStart = fraction;
        m_stageStart = Clock::now();
        if (!m_paceKnown) {
            m_paceKnown = true;
            m_overallAtStart = overall();
        }
    }
    if (!due("progress", 0.5)) {
        return;
    }
    const std::chrono::duration<double> elapsed = Clock::now() - m_stageStart;
    const double advanced = fraction - m_fractionAtStart;
    const double left = advanced > 0.0 ? elapsed.count() * (1.0 - fraction) / advanced : 0.0;
    send(runs::StageEvent{
        .state = "progress", .title = m_title, .fraction = fraction, .secondsLeft = left});
    if (due("run", 2.0)) {  // a stage may take most of the run: the whole advances within it
        state(m_state);
    }
}

void RunReporter::state(const std::string& state, const std::string& report) {
    if (m_state == "paused" && state != "paused") {
        m_pausedFor += Clock::now() - m_pausedAt;
    } else if (m_state != "paused" && state == "paused") {
        m_pausedAt = Clock::now();
    }
    m_state = state;
    const bool done = state == "done";
    send(runs::StateEvent{.state = state,
                          .fraction = done ? 1.0 : overall(),
                          .report = report,
                          .secondsLeft = state == "running" ? secondsLeft() : 0.0});
}

void RunReporter::message(const std::string& level,
                          const std::string& place,
                          const std::string& problem,
                          const std::string& mend) {
    send(runs::MessageEvent{.level = level, .place = place, .problem = problem, .mend = mend});
}

bool RunReporter::due(const std::string& what, double seconds) {
    const auto at = Clock::now();
    const auto found = m_last.find(what);
    if (found != m_last.end() &&
        std::chrono::duration<double>(at - found->second).count() < seconds) {
        return false;
    }
    m_last[what] = at;
    return true;
}

}  // namespace lire::experiment
