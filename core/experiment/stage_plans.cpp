// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/stage_plans.h"

#include <algorithm>
#include <string>

#include "core/data/pairs.h"
#include "core/data/split.h"
#include "core/objectives/registry.h"

namespace lire::experiment {

namespace {

constexpr double secondsPerMinute = 60.0;
constexpr std::int64_t standardTokensPerPass = 8192;

std::string number(double value) {
    return nlohmann::json(value).dump();
}

/// 0.7, 1, 1.3
std::string listed(const std::vector<double>& values) {
    std::string words;
    for (const double value : values) {
        const auto text = value == static_cast<double>(static_cast<std::int64_t>(value))
                              ? std::to_string(static_cast<std::int64_t>(value))
                              : number(value);
        words += (words.empty() ? "" : ", ") + text;
    }
    return words;
}

std::string listed(const std::vector<std::string>& names) {
    std::string words;
    for (const auto& name : names) {
        words += (words.empty() ? "" : ", ") + name;
    }
    return words;
}

/// "1 step", "44 steps"
std::string counted(std::size_t count, const std::string& thing) {
    return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

std::string counted(std::int64_t count, const std::string& thing) {
    return counted(static_cast<std::size_t>(count), thing);
}

class Planner {
public:
    Planner(const Experiment& experiment,
            const ExperimentData& data,
            const MeanLengths& lengths,
            const CostModel& cost)
        : m_experiment(experiment), m_data(data), m_lengths(lengths), m_cost(cost) {}

    std::vector<StagePlan> plans() {
        for (const auto& model : m_experiment.rewardModels) {
            if (model.train) {
                rewardModel(model);
            }
        }
        if (m_experiment.candidates) {
            candidates();
        }
        if (m_experiment.evaluate) {
            base();
        }
        for (const auto& train : m_experiment.train) {
            policy(train);
        }
        add("report", "Write the report", "Tables, figures and a page of both", 0.0);
        return std::move(m_plans);
    }

private:
    void add(const std::string& stage,
             const std::string& title,
             const std::string& sentence,
             double seconds) {
        m_plans.push_back({.stage = stage,
                           .title = title,
                           .sentence = sentence,
                           .minutes = seconds / secondsPerMinute});
    }

    void rewardModel(const RewardModelSettings& model) {
        const auto& train = *model.train;
        auto groups = m_data.train;
        std::string which = "of all training prompts";
        if (train.pairs != "all") {
            const bool first = train.pairs == "first-half";
            groups = data::half(
                groups, first ? data::Half::First : data::Half::Second, m_experiment.seed);
            which = std::string("of the ") + (first ? "first" : "second") + " half of the prompts";
        }
        std::size_t pairs = 0;
        for (const auto& group : groups) {
            pairs += data::preferencePairs(group).size();
        }
        const auto steps = stepsOf(pairs, train.batch, train.epochs);
        const double seconds =
            static_cast<double>(pairs) * static_cast<double>(train.epochs) *
            m_cost.trainSeconds({.prompt = m_lengths.prompt + 2 * m_lengths.response});
        add(model.name,
            "Train the reward model " + model.name,
            counted(pairs, "pair") + " " + which + ", " + counted(steps, "step") + ", " +
                counted(train.epochs, "epoch"),
            seconds);
    }

    double given() const {
        return m_experiment.candidates->keepGiven
                   ? std::min(m_lengths.given,
                              static_cast<double>(m_experiment.candidates->responses))
                   : 0.0;
    }

    /// Drawing and scoring the pool once.
    double poolSeconds() const {
        const auto& settings = *m_experiment.candidates;
        const double drawn = static_cast<double>(settings.responses) - given();
        const auto newTokens = static_cast<double>(settings.decoding.maxNewTokens);
        const double list =
            m_cost.sampleSeconds(m_lengths.prompt, drawn, newTokens) +
            m_cost.forwardSeconds({.prompt = poolList().prompt + poolList().responses});
        return list * static_cast<double>(m_data.train.size());
    }

    ListLength poolList() const {
        const auto& settings = *m_experiment.candidates;
        const double drawn = static_cast<double>(settings.responses) - given();
        return {.prompt = m_lengths.prompt,
                .responses = given() * m_lengths.response +
                             drawn * static_cast<double>(settings.decoding.maxNewTokens)};
    }

    void candidates() {
        const auto& settings = *m_experiment.candidates;
        const auto& decoding = settings.decoding;
        const std::string how =
            decoding.strategy == "greedy"
                ? "decoded greedily"
                : "sampled at temperature " + listed(std::vector{decoding.temperature});
        add("candidates",
            "Sample and score candidates",
            counted(m_data.train.size(), "list") + " of " + std::to_string(settings.responses) +
                (settings.keepGiven ? ": the given answers, the rest " : ": all ") + how +
                ", at most " + counted(decoding.maxNewTokens, "token") + ", scored by " +
                m_experiment.guide(),
            poolSeconds());
    }

    /// One evaluation of a policy: drawn, its KL from two models, scored by each judge.
    double evaluationSeconds(double prompts, double temperatures) const {
        const auto& settings = *m_experiment.evaluate;
        const auto responses = static_cast<double>(settings.responses);
        const auto newTokens = static_cast<double>(settings.maxNewTokens);
        const ListLength list{.prompt = m_lengths.prompt, .responses = responses * newTokens};
        const double judged = static_cast<double>(m_experiment.judges().size()) *
                              m_cost.forwardSeconds({.prompt = list.prompt + list.responses});
        return prompts * temperatures *
               (m_cost.sampleSeconds(m_lengths.prompt, responses, newTokens) +
                2 * m_cost.forwardSeconds(list) + judged);
    }

    double fullEvaluationSeconds() const {
        return m_experiment.evaluate
                   ? evaluationSeconds(
                         static_cast<double>(m_data.test.size()),
                         static_cast<double>(m_experiment.evaluate->temperatures.size()))
                   : 0.0;
    }

    void base() {
        const auto& settings = *m_experiment.evaluate;
        add("base",
            "Measure the base policy",
            counted(m_data.test.size(), "test prompt") + ", " +
                counted(settings.responses, "response") + " each, at temperatures " +
                listed(settings.temperatures) + ", judged by " + listed(m_experiment.judges()),
            fullEvaluationSeconds());
    }

    double liveSeconds(std::int64_t steps) const {
        if (!m_experiment.evaluate || m_experiment.evaluate->every == 0) {
            return 0.0;
        }
        const auto& during = m_experiment.evaluate->during;
        const auto prompts =
            std::min(static_cast<double>(during.prompts), static_cast<double>(m_data.test.size()));
        const auto times = steps / m_experiment.evaluate->every;
        return static_cast<double>(times) *
               evaluationSeconds(prompts, static_cast<double>(during.temperatures.size()));
    }

    void policy(const TrainSettings& train) {
        const bool pool = train.data == "candidates";
        const ListLength list = pool
                                    ? poolList()
                                    : ListLength{.prompt = m_lengths.prompt,
                                                 .responses = m_lengths.given * m_lengths.response};
        const auto& kind = objectives::objectiveKind(train.objective, "/train");
        const auto rounds = train.evolve * train.iterate;
        const auto steps = stepsOf(m_data.train.size(), train.batch, rounds);
        const auto lists = static_cast<double>(m_data.train.size());
        double seconds = lists * static_cast<double>(rounds) * m_cost.trainSeconds(list);
        seconds += kind.needsReference ? lists * m_cost.forwardSeconds(list) : 0.0;
        // The first round takes the pool of the stage before.
        seconds += pool ? static_cast<double>(train.evolve - 1) * poolSeconds() : 0.0;
        seconds += liveSeconds(steps) + fullEvaluationSeconds();
        add(train.name,
            "Train the policy " + train.name,
            counted(m_data.train.size(), "list") +
                (pool ? " of " + std::to_string(m_experiment.candidates->responses)
                      : std::string(" of given answers")) +
                ", " + kind.title + changedOptions(kind, train.options) + ", " +
                counted(steps, "step") + ", " + std::to_string(train.evolve) + " x " +
                std::to_string(train.iterate) + " epochs",
            seconds);
    }

    /// " with temperature = 10": the options that are not the objective's defaults.
    static std::string changedOptions(const objectives::ObjectiveKind& kind,
                                      const nlohmann::json& options) {
        std::string words;
        for (const auto& option : kind.options) {
            if (options.contains(option.name) && options.at(option.name) != option.standard) {
                words += (words.empty() ? " with " : ", ") + option.name + " = " +
                         options.at(option.name).dump();
            }
        }
        return words;
    }

    const Experiment& m_experiment;
    const ExperimentData& m_data;
    const MeanLengths& m_lengths;
    const CostModel& m_cost;
    std::vector<StagePlan> m_plans;
};

}  // namespace

std::int64_t stepsOf(std::size_t lists, std::int64_t batch, std::int64_t rounds) {
    const auto size = static_cast<std::int64_t>(lists);
    return rounds * ((size + batch - 1) / batch);
}

std::vector<StagePlan> stagePlans(const Experiment& experiment,
                                  const ExperimentData& data,
                                  const MeanLengths& lengths,
                                  const CostModel& cost) {
    return Planner(experiment, data, lengths, cost).plans();
}

std::int64_t memoryOf(const Experiment& experiment,
                      const MeanLengths& lengths,
                      const CostModel& cost) {
    double largestStep = 0.0;
    for (const auto& train : experiment.train) {
        const double responses = train.data == "candidates" && experiment.candidates
                                     ? static_cast<double>(experiment.candidates->responses)
                                     : lengths.given;
        const double response =
            experiment.candidates
                ? std::max(lengths.response,
                           static_cast<double>(experiment.candidates->decoding.maxNewTokens))
                : lengths.response;
        largestStep =
            std::max(largestStep,
                     static_cast<double>(train.batch) * (lengths.prompt + responses * response));
    }
    const auto budget = static_cast<double>(experiment.tokensPerPass > 0 ? experiment.tokensPerPass
                                                                         : standardTokensPerPass);
    const auto models = static_cast<double>(1 + experiment.judges().size());
    const double weights = models * cost.weightBytes();
    return static_cast<std::int64_t>(CostModel::programBytes() + weights +
                                     cost.activationBytes(std::min(budget, largestStep), weights));
}

}  // namespace lire::experiment
