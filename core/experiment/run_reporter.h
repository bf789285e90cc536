// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "core/experiment/preflight.h"
#include "core/runs/event.h"

namespace lire::experiment {

/// Sends a run's events, stamped with run, stage and time, to the store and to the sink; knows how
/// much of the run is behind and ahead: of the stages that ended by the time they took, of the one
/// at work by its own rate, of the others by their predicted minutes times the pace so far (time
/// taken / time predicted). So the whole never has less left than its stage. Thread: worker.
class RunReporter {
public:
    using Clock = std::chrono::steady_clock;

    RunReporter(std::string run,
                std::vector<StagePlan> stages,
                runs::EventSink& store,
                runs::EventSink& sink);

    /// Of a run that goes on: what it had reached stands until this process knows better.
    void setReached(double fraction) { m_reached = fraction; }
    void beginStage(const std::string& stage, const std::string& title);
    void skipStage(const std::string& stage, const std::string& title);
    void endStage();
    /// At most twice a second; the fraction is of the stage.
    void progress(double fraction);
    void state(const std::string& state, const std::string& report = {});
    void message(const std::string& level,
                 const std::string& place,
                 const std::string& problem,
                 const std::string& mend);
    void send(runs::EventBody body);
    /// True at most once in `seconds` for each `what`: for events that come in floods.
    bool due(const std::string& what, double seconds);

    const std::string& stage() const { return m_stage; }

private:
    // --- seconds, each as it is known by now ------------------------------------------------
    double planned(const std::string& stage) const;
    /// At work in this process, without its pauses.
    double worked() const;
    /// How far the stage at work has come in this process, where that is enough to tell its rate.
    double advanced() const;
    double pace() const;
    /// Of the whole stage at work.
    double stageSeconds() const;
    double stageSecondsLeft() const;
    double secondsLeft() const;
    double overall() const;

    std::string m_run;
    std::vector<StagePlan> m_stages;
    runs::EventSink& m_store;
    runs::EventSink& m_sink;
    std::string m_stage;
    std::string m_title;
    std::string m_state;
    Clock::time_point m_runStart = Clock::now();
    Clock::time_point m_pausedAt = {};
    Clock::duration m_pausedFor = {};
    double m_reached = 0.0;
    double m_measured = 0.0;       ///< s: the stages that ended in this process took
    double m_plannedOfThem = 0.0;  ///< s: of the same work
    double m_behind = 0.0;      ///< s: of the stages that ended in this process, from their start
    double m_skipped = 0.0;     ///< s, planned: of those that ended in an earlier one
    double m_ahead = 0.0;       ///< s, planned: of the stages to come
    double m_fraction = 0.0;    ///< of the stage under way
    double m_stageStart = 0.0;  ///< s at work
    double m_fractionAtStart = 0.0;  ///< a resumed stage starts in the middle
    bool m_fractionKnown = false;
    std::map<std::string, Clock::time_point> m_last;
};

}  // namespace lire::experiment
