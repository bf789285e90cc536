// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/experiment_json.h"

namespace lire::experiment {

namespace {

using nlohmann::json;

template <class Value>
json orNull(const std::optional<Value>& value) {
    return value ? json(*value) : json(nullptr);
}

json nameOrNull(const std::string& name) {
    return name.empty() ? json(nullptr) : json(name);
}

json toJson(const LoraSettings& lora) {
    return {{"rank", lora.rank}, {"alpha", lora.alpha}, {"targets", lora.targets}};
}

json toJson(const RewardModelSettings& model) {
    json train;
    if (model.train) {
        train = {{"pairs", model.train->pairs},
                 {"model", orNull(model.train->model)},
                 {"epochs", model.train->epochs},
                 {"batch", model.train->batch},
                 {"learning_rate", model.train->learningRate},
                 {"lora", toJson(model.train->lora)}};
    }
    return {{"model", orNull(model.model)}, {"train", train}};
}

json toJson(const CandidateSettings& candidates) {
    return {{"responses", candidates.responses},
            {"keep_given", candidates.keepGiven},
            {"decoding",
             {{"strategy", candidates.decoding.strategy},
              {"temperature", candidates.decoding.temperature},
              {"top_p", candidates.decoding.topP},
              {"top_k", candidates.decoding.topK},
              {"max_new_tokens", candidates.decoding.maxNewTokens}}},
            {"reward", nameOrNull(candidates.reward)}};
}

json toJson(const TrainSettings& train) {
    return {{"name", nameOrNull(train.name)},
            {"objective", train.objective},
            {"options", train.options},
            {"data", train.data},
            {"evolve", train.evolve},
            {"iterate", train.iterate},
            {"batch", train.batch},
            {"learning_rate", train.learningRate},
            {"warmup", train.warmup},
            {"clip", train.clip},
            {"weight_decay", train.weightDecay},
            {"checkpoint_every", train.checkpointEvery},
            {"lora", toJson(train.lora)}};
}

json toJson(const EvaluationSettings& evaluation) {
    return {{"temperatures", evaluation.temperatures},
            {"responses", evaluation.responses},
            {"top_p", evaluation.topP},
            {"top_k", evaluation.topK},
            {"max_new_tokens", evaluation.maxNewTokens},
            {"every", evaluation.every},
            {"during",
             {{"prompts", evaluation.during.prompts},
              {"temperatures", evaluation.during.temperatures}}},
            {"rewards", evaluation.rewards},
            {"win_against", evaluation.winAgainst}};
}

}  // namespace

json toJson(const Experiment& experiment) {
    json rewardModels = json::object();
    for (const auto& model : experiment.rewardModels) {
        rewardModels[model.name] = toJson(model);
    }
    json train = json::array();
    for (const auto& policy : experiment.train) {
        train.push_back(toJson(policy));
    }
    return {{"format", experiment.format},
            {"name", experiment.name},
            {"seed", experiment.seed},
            {"device", experiment.device},
            {"dtype", experiment.dtype},
            {"threads", experiment.threads},
            {"tokens_per_pass", experiment.tokensPerPass},
            {"activation_memory", experiment.activationMemory},
            {"policy",
             {{"model", experiment.policy.model},
              {"adapter", orNull(experiment.policy.adapter)},
              {"max_length", experiment.policy.maxLength}}},
            {"data",
             {{"train", experiment.data.train},
              {"test", experiment.data.test},
              {"test_share", orNull(experiment.data.testShare)},
              {"limit", orNull(experiment.data.limit)}}},
            {"reward_models", rewardModels},
            {"candidates", experiment.candidates ? toJson(*experiment.candidates) : json(nullptr)},
            {"train", train},
            {"evaluate", experiment.evaluate ? toJson(*experiment.evaluate) : json(nullptr)}};
}

}  // namespace lire::experiment
