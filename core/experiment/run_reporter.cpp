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
    : m_run(std::move(run)), m_stages(std::move(stages)), m_store(store), m_sink(sink) {
    for (const auto& plan : m_stages) {
        m_ahead += planned(plan.stage);
    }
}

double RunReporter::planned(const std::string& stage) const {
    constexpr double least = 0.6;
    for (const auto& plan : m_stages) {
        if (plan.stage == stage) {
            return std::max(60.0 * plan.minutes, least);
        }
    }
    return least;
}

double RunReporter::worked() const {
    const auto until = m_state == "paused" ? m_pausedAt : Clock::now();
    return std::chrono::duration<double>(until - m_runStart - m_pausedFor).count();
}

double RunReporter::advanced() const {
    constexpr double enough = 0.01;  // of a stage: less tells nothing of its rate
    const double advanced = m_fractionKnown ? m_fraction - m_fractionAtStart : 0.0;
    return advanced < enough ? 0.0 : advanced;
}

double RunReporter::pace() const {
    constexpr double enough = 0.02;  // of the run: less tells nothing of its pace
    const double here = m_stage.empty() ? 0.0 : planned(m_stage);
    const double expected = m_plannedOfThem + advanced() * here;
    if (expected < enough * (m_ahead + here + m_skipped + m_plannedOfThem)) {
        return 1.0;
    }
    const double measured = m_measured + (advanced() > 0.0 ? worked() - m_stageStart : 0.0);
    return measured / expected;
}

double RunReporter::stageSeconds() const {
    if (m_stage.empty()) {
        return 0.0;
    }
    return advanced() > 0.0 ? (worked() - m_stageStart) / advanced() : pace() * planned(m_stage);
}

double RunReporter::stageSecondsLeft() const {
    return (1.0 - m_fraction) * stageSeconds();
}

double RunReporter::secondsLeft() const {
    return stageSecondsLeft() + pace() * m_ahead;
}

double RunReporter::overall() const {
    if (m_measured == 0.0 && !m_fractionKnown && m_reached > 0.0) {
        return m_reached;
    }
    const double done = m_behind + pace() * m_skipped + m_fraction * stageSeconds();
    const double all = done + secondsLeft();
    return all > 0.0 ? std::clamp(done / all, 0.0, 1.0) : 0.0;
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
    m_fractionAtStart = 0.0;
    m_fractionKnown = false;
    m_stageStart = worked();
    m_ahead = std::max(0.0, m_ahead - planned(stage));
    m_last["run"] = Clock::now();
    send(runs::StageEvent{.state = "started", .title = title});
}

void RunReporter::skipStage(const std::string& stage, const std::string& title) {
    m_stage = stage;
    send(runs::StageEvent{.state = "skipped", .title = title, .fraction = 1.0});
    m_skipped += planned(stage);
    m_ahead = std::max(0.0, m_ahead - planned(stage));
    m_stage.clear();
}

void RunReporter::endStage() {
    send(runs::StageEvent{.state = "done", .title = m_title, .fraction = 1.0});
    const double took = worked() - m_stageStart;
    const double share = 1.0 - m_fractionAtStart;  // what this process did of it
    m_measured += took;
    m_plannedOfThem += share * planned(m_stage);
    m_behind += share > 0.0 ? took / share : planned(m_stage);
    m_stage.clear();
    m_fraction = 0.0;
    m_fractionKnown = false;
    state(m_state);
}

void RunReporter::progress(double fraction) {
    m_fraction = fraction;
    if (!m_fractionKnown) {
        m_fractionKnown = true;
        m_fractionAtStart = fraction;
        m_stageStart = worked();
    }
    if (!due("progress", 0.5)) {
        return;
    }
    send(runs::StageEvent{.state = "progress",
                          .title = m_title,
                          .fraction = fraction,
                          .secondsLeft = stageSecondsLeft()});
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
