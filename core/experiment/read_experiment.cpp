// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/read_experiment.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/experiment/field_value.h"
#include "core/experiment/fields.h"

namespace lire::experiment {

namespace {

using nlohmann::json;

const json nothing = json::object();

/// One section of the file beside its part of the field table.
class Section {
public:
    Section(const json& given, std::string pattern)
        : m_given(given.is_object() ? given : nothing), m_pattern(std::move(pattern)) {}

    /// The fitting value of a key, else its default.
    const json& value(const std::string& name) const {
        const auto* field = findField(m_pattern + "/" + name);
        const auto given = m_given.find(name);
        const bool usable = given != m_given.end() && !given->is_null() && fits(*field, *given);
        return usable ? *given : field->standard;
    }

    template <class Value>
    void read(const std::string& name, Value& target) const {
        value(name).get_to(target);
    }

    template <class Value>
    void read(const std::string& name, std::optional<Value>& target) const {
        const auto& found = value(name);
        target = found.is_null() ? std::nullopt : std::optional(found.get<Value>());
    }

    /// Empty where the key is absent.
    void readName(const std::string& name, std::string& target) const {
        const auto& found = value(name);
        target = found.is_null() ? std::string() : found.get<std::string>();
    }

    Section section(const std::string& name) const { return {value(name), m_pattern + "/" + name}; }

private:
    const json& m_given;
    std::string m_pattern;
};

PolicySettings readPolicy(const Section& section) {
    PolicySettings policy;
    section.readName("model", policy.model);
    section.read("adapter", policy.adapter);
    section.read("max_length", policy.maxLength);
    return policy;
}

DataSettings readData(const Section& section) {
    DataSettings data;
    section.read("train", data.train);
    section.read("test", data.test);
    section.read("test_share", data.testShare);
    section.read("limit", data.limit);
    return data;
}

LoraSettings readLora(const Section& section) {
    LoraSettings lora;
    section.read("rank", lora.rank);
    section.read("alpha", lora.alpha);
    section.read("targets", lora.targets);
    return lora;
}

RewardModelSettings readRewardModel(const std::string& name, const Section& section) {
    RewardModelSettings model;
    model.name = name;
    section.read("model", model.model);
    if (!section.value("train").is_null()) {
        const auto inner = section.section("train");
        RewardTrainingSettings train;
        inner.read("pairs", train.pairs);
        inner.read("model", train.model);
        inner.read("epochs", train.epochs);
        inner.read("batch", train.batch);
        inner.read("learning_rate", train.learningRate);
        train.lora = readLora(inner.section("lora"));
        model.train = std::move(train);
    }
    return model;
}

CandidateSettings readCandidates(const Section& section) {
    CandidateSettings candidates;
    section.read("responses", candidates.responses);
    section.read("keep_given", candidates.keepGiven);
    section.readName("reward", candidates.reward);
    const auto decoding = section.section("decoding");
    decoding.read("strategy", candidates.decoding.strategy);
    decoding.read("temperature", candidates.decoding.temperature);
    decoding.read("top_p", candidates.decoding.topP);
    decoding.read("top_k", candidates.decoding.topK);
    decoding.read("max_new_tokens", candidates.decoding.maxNewTokens);
    return candidates;
}

TrainSettings readTrain(const Section& section) {
    TrainSettings train;
    section.read("objective", train.objective);
    section.readName("name", train.name);
    if (train.name.empty()) {
        train.name = train.objective;
    }
    train.options = section.value("options");
    section.read("data", train.data);
    section.read("evolve", train.evolve);
    section.read("iterate", train.iterate);
    section.read("batch", train.batch);
    section.read("learning_rate", train.learningRate);
    section.read("warmup", train.warmup);
    section.read("clip", train.clip);
    section.read("weight_decay", train.weightDecay);
    section.read("checkpoint_every", train.checkpointEvery);
    train.lora = readLora(section.section("lora"));
    return train;
}

EvaluationSettings readEvaluation(const Section& section) {
    EvaluationSettings evaluation;
    section.read("temperatures", evaluation.temperatures);
    section.read("responses", evaluation.responses);
    section.read("top_p", evaluation.topP);
    section.read("top_k", evaluation.topK);
    section.read("max_new_tokens", evaluation.maxNewTokens);
    section.read("every", evaluation.every);
    section.read("rewards", evaluation.rewards);
    section.read("win_against", evaluation.winAgainst);
    const auto during = section.section("during");
    during.read("prompts", evaluation.during.prompts);
    during.read("temperatures", evaluation.during.temperatures);
    return evaluation;
}

}  // namespace

Experiment readExperiment(const json& whole) {
    const Section file(whole, "");
    Experiment experiment;
    file.read("format", experiment.format);
    file.readName("name", experiment.name);
    file.read("seed", experiment.seed);
    file.read("device", experiment.device);
    file.read("dtype", experiment.dtype);
    file.read("threads", experiment.threads);
    file.read("tokens_per_pass", experiment.tokensPerPass);
    file.read("activation_memory", experiment.activationMemory);
    experiment.policy = readPolicy(file.section("policy"));
    experiment.data = readData(file.section("data"));
    for (const auto& [name, model] : file.value("reward_models").items()) {
        experiment.rewardModels.push_back(readRewardModel(name, {model, "/reward_models/*"}));
    }
    if (!file.value("candidates").is_null()) {
        experiment.candidates = readCandidates(file.section("candidates"));
    }
    for (const auto& train : file.value("train")) {
        experiment.train.push_back(readTrain({train, "/train/*"}));
    }
    if (!file.value("evaluate").is_null()) {
        experiment.evaluate = readEvaluation(file.section("evaluate"));
    }
    return experiment;
}

}  // namespace lire::experiment
