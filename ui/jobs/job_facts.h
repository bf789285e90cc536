// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/runs/event.h"
#include "core/runs/run_records.h"

namespace lire::ui {

/// A stage of a run as its events tell it.
struct StageFacts {
    std::string id = {};     ///< "rm", "candidates", "lire"
    QString title = {};      ///< in words
    std::string state = {};  ///< StageEvent's
    double fraction = 0.0;
    bool steps = false;        ///< has optimizer steps: can be drawn
    bool rewardModel = false;  ///< its steps or accuracies are a reward model's
};

/// A message with its time.
struct TimedMessage {
    double time = 0.0;
    runs::MessageEvent message = {};
};

/// A generation with its time and stage.
struct TimedSample {
    double time = 0.0;
    std::string stage = {};
    runs::SampleEvent sample = {};
};

/// What the job panel says, read off a run's events.
struct JobFacts {
    std::vector<StageFacts> stages = {};        ///< in the order of their first event
    std::string stage = {};                     ///< the one at work; empty before the first
    QString stageTitle = {};                    ///< in words; of a done run, that all are
    double fraction = 0.0;                      ///< of the whole run: runs::RunSummary's
    std::optional<double> secondsLeft = {};     ///< of the stage at work
    std::optional<double> runSecondsLeft = {};  ///< of the whole run, never less than its stage's
    double elapsed = 0.0;  ///< seconds at work from the first event to the newest
    std::optional<runs::StepEvent> step = {};         ///< the newest of the stage at work
    std::optional<double> secondsPerStep = {};        ///< mean of the last 20 steps
    std::optional<std::int64_t> lastEvaluation = {};  ///< step, of the stage at work
    std::optional<std::int64_t> nextEvaluation = {};
    std::vector<TimedMessage> messages = {};  ///< newest first
    std::vector<TimedSample> samples = {};    ///< newest first, at most 50
};

/// Thread: any.
JobFacts jobFacts(const runs::RunSummary& run, const std::vector<runs::Event>& events);

/// "2 h 5 min", "28 min", "41 s". Thread: any.
QString durationText(double seconds);

}  // namespace lire::ui
