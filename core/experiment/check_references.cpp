// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/check_references.h"

#include <algorithm>
#include <string>

#include "core/experiment/field_value.h"
#include "core/suggestion.h"

namespace lire::experiment {

namespace {

using Found = std::vector<Error>;

std::vector<std::string> rewardNames(const Experiment& experiment) {
    std::vector<std::string> names;
    for (const auto& model : experiment.rewardModels) {
        names.push_back(model.name);
    }
    return names;
}

void rewardNameExists(const Experiment& experiment,
                      const std::string& name,
                      const std::string& place,
                      Found& errors) {
    const auto names = rewardNames(experiment);
    if (std::find(names.begin(), names.end(), name) == names.end()) {
        errors.emplace_back(place,
                            "there is no reward model \"" + name + "\"",
                            names.empty() ? "add it to /reward_models" : suggestName(name, names));
    }
}

void rewardModels(const Experiment& experiment, Found& errors) {
    for (const auto& model : experiment.rewardModels) {
        const auto place = "/reward_models/" + pointerPart(model.name);
        if (model.model && model.train) {
            errors.emplace_back(place,
                                "it is finished (model) and to be trained (train) at once",
                                "remove one of the two");
        } else if (!model.model && !model.train) {
            errors.emplace_back(place,
                                "it is neither finished nor to be trained",
                                "add \"model\" with its folder, or \"train\": {}");
        }
    }
}

void roomForPrompt(std::int64_t newTokens,
                   const Experiment& experiment,
                   const std::string& place,
                   Found& errors) {
    if (newTokens >= experiment.policy.maxLength) {
        errors.emplace_back(
            place,
            "responses of " + std::to_string(newTokens) + " tokens leave no room for a prompt",
            "give less than /policy/max_length, which is " +
                std::to_string(experiment.policy.maxLength));
    }
}

void candidates(const Experiment& experiment, Found& errors) {
    if (!experiment.candidates) {
        return;
    }
    if (!experiment.candidates->reward.empty()) {
        rewardNameExists(experiment, experiment.candidates->reward, "/candidates/reward", errors);
    } else if (experiment.rewardModels.empty()) {
        errors.emplace_back("/candidates",
                            "no reward model scores the candidates",
                            "add one to /reward_models, or remove /candidates");
    }
    roomForPrompt(experiment.candidates->decoding.maxNewTokens,
                  experiment,
                  "/candidates/decoding/max_new_tokens",
                  errors);
}

void policies(const Experiment& experiment, Found& errors) {
    for (std::size_t i = 0; i < experiment.train.size(); ++i) {
        const auto& train = experiment.train[i];
        const auto place = "/train/" + std::to_string(i);
        if (train.data == "candidates" && !experiment.candidates) {
            errors.emplace_back(place + "/data",
                                "it trains on candidates, and the file has none",
                                "add \"candidates\": {} to the file, or give \"given\" here");
        }
        if (train.data == "given" && train.evolve > 1) {
            errors.emplace_back(place + "/evolve",
                                "given answers are the same in every round",
                                "give 1 and raise iterate, or train on candidates");
        }
    }
}

void evaluation(const Experiment& experiment, Found& errors) {
    if (!experiment.evaluate) {
        return;
    }
    if (experiment.rewardModels.empty()) {
        errors.emplace_back("/evaluate",
                            "no reward model judges the responses",
                            "add one to /reward_models, or remove /evaluate");
    }
    const auto& judges = experiment.evaluate->rewards;
    for (std::size_t i = 0; i < judges.size(); ++i) {
        rewardNameExists(experiment, judges[i], "/evaluate/rewards/" + std::to_string(i), errors);
    }
    const auto guide = experiment.guide();
    const auto names = rewardNames(experiment);
    const bool exists = std::find(names.begin(), names.end(), guide) != names.end();
    if (!judges.empty() && exists &&
        std::find(judges.begin(), judges.end(), guide) == judges.end()) {
        errors.emplace_back(
            "/evaluate/rewards",
            "wins are counted by the guide's reward, and \"" + guide + "\" is not among the judges",
            "add \"" + guide + "\"");
    }
    if (experiment.data.test.empty() && !experiment.data.testShare) {
        errors.emplace_back("/data/test_share",
                            "an evaluation needs test prompts",
                            "give a share of the training prompts, or test files in /data/test");
    }
    roomForPrompt(
        experiment.evaluate->maxNewTokens, experiment, "/evaluate/max_new_tokens", errors);
}

void data(const Experiment& experiment, Found& errors) {
    if (!experiment.data.test.empty() && experiment.data.testShare) {
        errors.emplace_back("/data/test_share",
                            "the test prompts come from /data/test already",
                            "remove one of the two");
    }
}

}  // namespace

std::vector<Error> checkReferences(const Experiment& experiment) {
    Found errors;
    data(experiment, errors);
    rewardModels(experiment, errors);
    candidates(experiment, errors);
    policies(experiment, errors);
    evaluation(experiment, errors);
    return errors;
}

}  // namespace lire::experiment
