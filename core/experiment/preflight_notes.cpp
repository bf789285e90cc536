// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/preflight_notes.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/data/pairs.h"
#include "core/data/split.h"
#include "core/experiment/field_value.h"
#include "core/experiment/smallest_difference.h"
#include "core/experiment/stage_plans.h"
#include "core/objectives/registry.h"
#include "core/training/gradient_probe.h"

namespace lire::experiment {

namespace {

using Found = std::vector<Error>;

/// Below this many test prompts the notes say what an evaluation cannot show.
constexpr double notedDifference = 0.1;
/// At a list's temperature up to here sums of log-probs saturate LIRE's softmax.
constexpr double saturatingTemperature = 2.0;

/// "1 prompt", "3 prompts"
std::string counted(std::size_t count, const std::string& thing) {
    return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

/// A run of which nothing would come.
void something(const Experiment& experiment, Found& errors) {
    const bool trainsReward = std::any_of(
        experiment.rewardModels.begin(), experiment.rewardModels.end(), [](const auto& model) {
            return model.train.has_value();
        });
    if (experiment.train.empty() && !experiment.evaluate && !experiment.candidates &&
        !trainsReward) {
        errors.emplace_back("/train",
                            "the experiment trains nothing and measures nothing",
                            "add a policy to /train, or \"evaluate\": {}");
    }
}

void pairsOf(const Experiment& experiment, const ExperimentData& data, Found& errors) {
    for (const auto& model : experiment.rewardModels) {
        if (!model.train) {
            continue;
        }
        auto groups = data.train;
        if (model.train->pairs != "all") {
            const bool first = model.train->pairs == "first-half";
            groups =
                data::half(groups, first ? data::Half::First : data::Half::Second, experiment.seed);
        }
        if (std::none_of(groups.begin(), groups.end(), data::hasPreference)) {
            errors.emplace_back(
                "/reward_models/" + pointerPart(model.name) + "/train/pairs",
                "no training prompt here has two different responses of unequal rewards",
                "name preference pairs or scored groups in /data/train");
        }
    }
    for (std::size_t i = 0; i < experiment.train.size(); ++i) {
        const auto& train = experiment.train[i];
        const auto place = "/train/" + std::to_string(i);
        const auto& kind = objectives::objectiveKind(train.objective, place + "/objective");
        if (train.data == "given" && kind.needsRewards && data.counts.withPair == 0) {
            errors.emplace_back(place + "/data",
                                kind.title +
                                    " learns from unequal rewards, and no training prompt "
                                    "has two different given answers with them",
                                "train on candidates, or name preference pairs in /data/train");
        }
    }
}

/// Whether a list of one response alone can teach the policy anything.
bool learnsFromOne(const TrainSettings& train) {
    const auto objective = objectives::makeObjective(train.objective, train.options, "");
    training::TrainingQuery query;
    query.list.responses = {{0}};
    query.rewards = {1.0};
    return training::givesGradient(*objective, query);
}

/// Lists of the pool that nothing can be learned from.
void lists(const Experiment& experiment, const ExperimentData& data, Found& errors) {
    if (!experiment.candidates || experiment.candidates->responses > 1) {
        return;
    }
    const bool keepsSome = experiment.candidates->keepGiven &&
                           std::any_of(data.train.begin(), data.train.end(), [](const auto& group) {
                               return group.size() > 1;
                           });
    for (const auto& train : experiment.train) {
        if (train.data == "candidates" && !keepsSome && !learnsFromOne(train)) {
            errors.emplace_back("/candidates/responses",
                                "one response alone gives the policy " + train.name +
                                    " no gradient: " + train.objective + " compares responses",
                                "give at least 2");
            return;
        }
    }
}

bool hasReference(const data::CandidateGroup& group) {
    return group.reference.has_value() || group.size() > 0;
}

void testPrompts(const Experiment& experiment, const ExperimentData& data, Found& errors) {
    if (!experiment.evaluate) {
        return;
    }
    const std::string place = experiment.data.testShare ? "/data/test_share" : "/data/test";
    if (data.test.empty()) {
        errors.emplace_back(
            place, "no test prompt is left", "name test files with prompts, or raise the share");
        return;
    }
    const auto without = static_cast<std::size_t>(
        std::count_if(data.test.begin(), data.test.end(), [](const data::CandidateGroup& group) {
            return !hasReference(group);
        }));
    if (without > 0) {
        errors.emplace_back(
            place,
            counted(without, "test prompt") + " without a reference answer: wins cannot be counted",
            "add \"reference\" or a response to each");
    }
}

void leftOut(const ExperimentData& data, Found& notes) {
    if (data.counts.leaked > 0) {
        notes.emplace_back("/data/train",
                           "prompts that the test split holds as well: " +
                               std::to_string(data.counts.leaked) + ", left out of training",
                           "remove them from the training files if that is no accident");
    }
    const auto unusable = data.counts.unreadable + data.counts.empty;
    if (unusable > 0) {
        std::string problem = "entries that cannot be used: " + std::to_string(unusable) + " of " +
                              std::to_string(data.counts.read) + ", left out";
        if (!data.problems.empty()) {
            problem += "; the first is ";
            problem += data.problems.front().what();
        }
        notes.emplace_back("/data", problem, "mend the lines, or go on without them");
    }
    if (data.counts.duplicates > 0) {
        notes.emplace_back("/data",
                           "repeated entries: " + std::to_string(data.counts.duplicates) + " of " +
                               std::to_string(data.counts.read) + ", left out",
                           "");
    }
}

void power(const Experiment& experiment, const ExperimentData& data, Found& notes) {
    const double smallest = smallestDifference(data.counts.testPrompts);
    if (experiment.evaluate && smallest > notedDifference) {
        const auto points = static_cast<std::int64_t>(std::lround(100.0 * smallest));
        notes.emplace_back("/data/test",
                           counted(data.counts.testPrompts, "test prompt") +
                               " show only differences of two win rates above " +
                               std::to_string(points) + " points",
                           "add test prompts, or read smaller differences as none");
    }
}

void judges(const Experiment& experiment, Found& notes) {
    if (experiment.evaluate && !experiment.train.empty() && experiment.judges().size() == 1 &&
        experiment.judges().front() == experiment.guide()) {
        notes.emplace_back("/evaluate/rewards",
                           "the reward model that guides is the only judge: a policy that exploits "
                           "it looks better than it is",
                           "add a second reward model, trained on the other half of the pairs");
    }
}

void policies(const Experiment& experiment, const ExperimentData& data, Found& notes) {
    for (std::size_t i = 0; i < experiment.train.size(); ++i) {
        const auto& train = experiment.train[i];
        const auto place = "/train/" + std::to_string(i);
        if (train.objective == "lire" && train.options.value("length_penalty", 0.0) == 0.0 &&
            train.options.value("temperature", 0.0) <= saturatingTemperature) {
            notes.emplace_back(place + "/options/temperature",
                               "at T of at most 2 on sums of log-probs most lists saturate: their "
                               "gradient is practically zero",
                               "give 10");
        }
        const auto steps = stepsOf(data.train.size(), train.batch, train.evolve * train.iterate);
        if (experiment.evaluate && steps > 0 && experiment.evaluate->every > steps) {
            notes.emplace_back("/evaluate/every",
                               "the policy " + train.name + " takes " + std::to_string(steps) +
                                   " steps: there will be no live evaluation of it",
                               "give at most " + std::to_string(steps));
        }
    }
}

}  // namespace

std::vector<Error> dataErrors(const Experiment& experiment, const ExperimentData& data) {
    Found errors;
    something(experiment, errors);
    if (data.train.empty() && (!experiment.train.empty() || experiment.candidates)) {
        const bool bySplit =
            data.counts.leaked > 0 || (experiment.data.testShare && data.counts.test > 0);
        std::string reason;
        if (!bySplit && !data.problems.empty()) {
            const auto& first = data.problems.front();
            reason = ": " + first.place() + ": " + first.problem();
        }
        errors.emplace_back("/data/train",
                            "no training prompt is left" + reason,
                            bySplit ? "name files with prompts that the test split does not hold"
                                    : "name files with entries that can be used");
        return errors;
    }
    pairsOf(experiment, data, errors);
    lists(experiment, data, errors);
    testPrompts(experiment, data, errors);
    return errors;
}

std::vector<Error> preflightNotes(const Experiment& experiment, const ExperimentData& data) {
    Found notes;
    leftOut(data, notes);
    power(experiment, data, notes);
    judges(experiment, notes);
    policies(experiment, data, notes);
    return notes;
}

}  // namespace lire::experiment
