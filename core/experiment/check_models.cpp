// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/check_models.h"

#include <map>
#include <string>
#include <utility>

#include "core/data/token_lists.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/field_value.h"
#include "core/models/model_source.h"

namespace lire::experiment {

namespace {

using Source = std::shared_ptr<const models::ModelSource>;

/// Models with the same words read the policy's ids: no template of their own is needed.
bool sameWords(const models::ModelSource& a, const models::ModelSource& b) {
    return text::isSameTokenizer(*a.tokenizer, *b.tokenizer);
}

/// `beside`: tokens that a sequence may have beside those that the limit counts.
void checkContext(const Experiment& experiment,
                  const models::LlamaConfig& config,
                  const std::string& model,
                  std::int64_t beside,
                  std::vector<Error>& errors,
                  std::vector<Error>& notes) {
    const auto limit = experiment.policy.maxLength;
    const auto subject = "is " + std::to_string(limit) + ", the model of " + model;
    const auto most = config.longestSequence();
    if (most && limit + beside > *most) {
        errors.emplace_back("/policy/max_length",
                            subject + " has dynamic RoPE, which is computed here up to " +
                                std::to_string(*most) + " tokens",
                            "give at most " + std::to_string(*most - beside));
    } else if (limit > config.maxPositions) {
        notes.emplace_back(
            "/policy/max_length",
            subject + " has a context of " + std::to_string(config.maxPositions) + " tokens",
            "give at most " + std::to_string(config.maxPositions));
    }
}

class Models {
public:
    Models(std::filesystem::path folder, std::vector<Error>& errors)
        : m_folder(std::move(folder)), m_errors(errors) {}

    /// Null where it cannot be opened, which is then among the errors.
    Source open(const std::string& model, const std::string& place) {
        const auto name = resolveModel(model, m_folder);
        auto& source = m_opened[name];
        if (!source) {
            look(place, [&] { source = models::openModel(name); });
        }
        return source;
    }

    void reads(const Source& source, const ExperimentData& data, const std::string& place) {
        for (const auto* groups : {&data.train, &data.test}) {
            if (source && !groups->empty()) {
                auto text = groups->front();
                text.promptIds.clear();  // they are the policy's
                look(place, [&] { data::promptTokens(text, *source); });
            }
        }
    }

private:
    template <class Look>
    void look(const std::string& place, Look what) {
        try {
            what();
        } catch (const Error& error) {
            m_errors.emplace_back(
                place, error.place() + ": " + error.problem(), error.mend(), error.blame());
        }
    }

    std::filesystem::path m_folder;
    std::vector<Error>& m_errors;
    std::map<std::string, Source> m_opened;  ///< by resolved name
};

}  // namespace

Source checkModels(const Experiment& experiment,
                   const std::filesystem::path& folder,
                   const ExperimentData& data,
                   std::vector<Error>& errors,
                   std::vector<Error>& notes) {
    Models models(folder, errors);
    auto policy = models.open(experiment.policy.model, "/policy/model");
    if (policy) {
        checkContext(experiment, policy->config, "/policy/model", 0, errors, notes);
    }
    constexpr std::int64_t eos = 1;  // a reward stands at it, also of a response that was cut
    for (const auto& reward : experiment.rewardModels) {
        const bool isTrained = reward.train.has_value();
        const auto& model = isTrained ? reward.train->model : reward.model;
        const auto place =
            "/reward_models/" + pointerPart(reward.name) + (isTrained ? "/train" : "");
        if (model) {
            const auto source = models.open(*model, place + "/model");
            if (source && policy && !sameWords(*source, *policy)) {
                models.reads(source, data, place + "/model");
            }
            if (source) {
                checkContext(experiment, source->config, place + "/model", eos, errors, notes);
            }
        } else if (policy && policy->config.longestSequence()) {
            checkContext(experiment, policy->config, place, eos, errors, notes);
        }
    }
    return policy;
}

}  // namespace lire::experiment
