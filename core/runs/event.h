// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace lire::runs {

/// One optimizer step. What is said of lists is absent in a reward model's step.
struct StepEvent {
    std::int64_t step = 0;   ///< from 1
    std::int64_t steps = 0;  ///< of the whole stage
    double epoch = 0.0;
    double loss = 0.0;
    double learningRate = 0.0;
    double gradientNorm = 0.0;
    std::optional<double> rewardMean = {};           ///< of the batch's lists
    std::optional<double> maxProbability = {};       ///< max_j P_j, mean over queries
    std::optional<double> effectiveCandidates = {};  ///< 1 / sum_j P_j^2, mean over queries
    std::optional<double> gradientWeight = {};       ///< sum_j |dJ/dl_j|, mean over queries
    std::optional<double> logprobMean = {};          ///< mean over tokens, nats
    std::optional<double> responseTokens = {};       ///< mean length
    std::int64_t tokens = 0;
    double tokensPerSecond = 0.0;
    std::int64_t peakBytes = 0;
    std::optional<double> accuracy = {};  ///< of a reward model's batch
    std::optional<double> margin = {};    ///< mean s_w - s_l of a reward model's batch
};

/// Responses sampled so far in a stage; one finished text as a specimen.
struct SampleEvent {
    std::int64_t done = 0;
    std::int64_t total = 0;
    double tokensPerSecond = 0.0;
    std::string prompt = {};
    std::string response = {};
};

/// Responses scored so far.
struct ScoreEvent {
    std::int64_t done = 0;
    std::int64_t total = 0;
    std::string rewardModel = {};
    double mean = 0.0;
};

/// A number with its 95 % interval.
struct Estimate {
    double value = 0.0;
    double low = 0.0;
    double high = 0.0;
};

/// One evaluation of a policy at one temperature. `full`: all test prompts; else the live subset.
struct EvaluationEvent {
    std::string policy = {};  ///< "base", or the train stage's name
    std::int64_t step = 0;    ///< of the policy; 0 before training
    bool full = false;
    double temperature = 1.0;
    std::int64_t prompts = 0;
    std::string guide = {};  ///< name of the reward model that guides ("rm")
    std::vector<std::pair<std::string, Estimate>> rewards = {};  ///< mean per reward model
    double win = 0.0;  ///< shares against the reference answers, by the guide's reward
    double tie = 0.0;
    double lose = 0.0;
    Estimate winRate = {};
    Estimate kl = {};    ///< Rao-Blackwellised, per sequence, nats
    Estimate klK1 = {};  ///< the check
    double meanTokens = 0.0;
    double cutShare = 0.0;  ///< responses without an EOS
    /// Negative flips against the base policy at the same temperature (absent for the base itself).
    std::optional<double> dropRate = {};  ///< reward fell by more than epsilon
    std::optional<double> gainRate = {};
    std::optional<double> meanDrop = {};
    std::optional<double> referenceFlipRate = {};  ///< won against the reference, now loses; of all
    std::optional<double> relativeFlipRate = {};   ///< the same of former wins
    std::optional<Estimate> rewardChange = {};     ///< paired difference of the guide's reward
    /// The same per reward model; absent in an older program's events.
    std::optional<std::vector<std::pair<std::string, Estimate>>> rewardChanges = {};
    double epsilon = 0.0;              ///< from the base's own resampling
    std::vector<double> changes = {};  ///< [prompts] guide's reward minus the base's
};

/// Accuracy of a reward model on held-out pairs.
struct RewardAccuracyEvent {
    std::string rewardModel = {};
    std::int64_t step = 0;
    std::int64_t pairs = 0;
    bool final = false;
    Estimate accuracy = {};
};

/// A stage began, advanced or ended.
struct StageEvent {
    std::string state = {};    ///< "started", "progress", "done", "skipped"
    std::string title = {};    ///< in words: "Sampling candidates"
    double fraction = 0.0;     ///< of the stage, 0 to 1
    double secondsLeft = 0.0;  ///< of the stage; 0: not known
};

/// Something to tell: note, warning or error, with its mend.
struct MessageEvent {
    std::string level = {};  ///< "note", "warning", "error"
    std::string place = {};
    std::string problem = {};
    std::string mend = {};
};

/// The run's state changed.
struct StateEvent {
    std::string state = {};    ///< "queued", "running", "paused", "stopped", "failed", "done"
    double fraction = 0.0;     ///< of the whole run
    std::string report = {};   ///< path, when done
    double secondsLeft = 0.0;  ///< of the whole run; 0: not known
};

using EventBody = std::variant<StepEvent,
                               SampleEvent,
                               ScoreEvent,
                               EvaluationEvent,
                               RewardAccuracyEvent,
                               StageEvent,
                               MessageEvent,
                               StateEvent>;

/// What happens in a run, typed: the lines of `lire run`, the rows of the store and the window's
/// signals are the same records.
struct Event {
    std::string run = {};
    std::string stage = {};  ///< "rm", "candidates", "lire", …
    double time = 0.0;       ///< seconds since 1970
    EventBody body = {};
};

/// {"event": "step", "run": …, "stage": …, "time": …, …} with keys in snake case.
nlohmann::json toJson(const Event& event);
/// The inverse. Raises Error at an unknown event.
Event eventFromJson(const nlohmann::json& json);

/// Where events go. Thread: called on the worker's; must not block.
class EventSink {
public:
    EventSink() = default;
    virtual ~EventSink() = default;
    EventSink(const EventSink&) = delete;
    EventSink& operator=(const EventSink&) = delete;
    EventSink(EventSink&&) = delete;
    EventSink& operator=(EventSink&&) = delete;
    virtual void receive(const Event& event) = 0;
};

}  // namespace lire::runs
