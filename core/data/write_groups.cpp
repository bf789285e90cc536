// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/write_groups.h"

namespace lire::data {

namespace {

using Json = nlohmann::ordered_json;

template <class Value>
void put(Json& object, const char* key, const std::optional<Value>& value) {
    if (value) {
        object[key] = *value;
    }
}

template <class Value>
void put(Json& object, const char* key, const std::vector<Value>& values) {
    if (!values.empty()) {
        object[key] = values;
    }
}

void put(Json& object, const char* key, const std::string& value) {
    if (!value.empty()) {
        object[key] = value;
    }
}

void putPrompt(Json& object, const CandidateGroup& group) {
    if (const auto* messages = std::get_if<std::vector<text::ChatMessage>>(&group.prompt)) {
        auto& turns = object["prompt"] = Json::array();
        for (const auto& message : *messages) {
            turns.push_back({{"role", message.role}, {"content", message.content}});
        }
    } else {
        put(object, "prompt", std::get<std::string>(group.prompt));
    }
}

}  // namespace

Json toJson(const ResponseSource& source) {
    Json object = Json::object();
    put(object, "kind", source.kind);
    put(object, "policy", source.policy);
    put(object, "step", source.step);
    put(object, "temperature", source.temperature);
    put(object, "top_p", source.topP);
    put(object, "top_k", source.topK);
    put(object, "seed", source.seed);
    put(object, "preferred", source.preferred);
    return object;
}

Json toJson(const CandidateGroup& group) {
    Json object = Json::object();
    put(object, "id", group.id);
    putPrompt(object, group);
    put(object, "prompt_ids", group.promptIds);
    put(object, "responses", group.responses);
    put(object, "response_ids", group.responseIds);
    put(object, "rewards", group.rewards);
    put(object, "finished", group.finished);
    if (!group.sources.empty()) {
        auto& sources = object["sources"] = Json::array();
        for (const auto& source : group.sources) {
            sources.push_back(toJson(source));
        }
    }
    put(object, "logprobs", group.logprobs);
    put(object, "reference", group.reference);
    put(object, "reference_reward", group.referenceReward);
    put(object, "sft_index", group.sftIndex);
    for (const auto& [key, value] : group.unknown.items()) {
        object[key] = value;
    }
    return object;
}

}  // namespace lire::data
