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
/// much of the run is behind from the stages' predicted minutes. Thread: worker.
class RunReporter {
public:
    using Clock = std::chrono::steady_clock;

    RunReporter(std::string run,
                std::vector<StagePlan> stages,
                runs::EventSink& store,
                runs::EventSink& sink);

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
    double weightOf(const std::string& stage) const;
    double totalWeight() const;
    double overall() const;
    /// Of the whole run: by the plan, and once it has advanced by what it took so far.
    double secondsLeft() const;

    std::string m_run;
    std::vector<StagePlan> m_stages;
    runs::EventSink& m_store;
    runs::EventSink& m_sink;
    std::string m_stage;
    std::string m_title;
    std::string m_state;
    Clock::time_point m_runStart = Clock::now();
    double m_overallAtStart = 0.0;  ///< a resumed run starts in the middle
    Clock::time_point m_pausedAt = {};
    Clock::duration m_pausedFor = {};
    double m_behind = 0.0;    ///< weight of the stages that are complete
    double m_fraction = 0.0;  ///< of the stage under way
    Clock::time_point m_stageStart = {};
    double m_fractionAtStart = 0.0;  ///< a resumed stage starts in the middle
    bool m_fractionKnown = false;
    bool m_paceKnown = false;  ///< m_overallAtStart is where this process began
    std::map<std::string, Clock::time_point> m_last;
};

}  // namespace lire::experiment
