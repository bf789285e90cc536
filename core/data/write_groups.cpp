// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/write_groups.h"

namespace lire::data {

namespace {

using Json = nlohmann::ordered_json;

/// Every field of a record is put; an empty one as null, so that its key is known to be taken.
template <class Value>
void put(Json& object, const char* key, const std::optional<Value>& value) {
    object[key] = value ? Json(*value) : Json();
}

template <class Value>
void put(Json& object, const char* key, const std::vector<Value>& values) {
    object[key] = values.empty() ? Json() : Json(values);
}

void put(Json& object, const char* key, const std::string& value) {
    object[key] = value.empty() ? Json() : Json(value);
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

void putSources(Json& object, const std::vector<ResponseSource>& sources) {
    auto& list = object["sources"];
    for (const auto& source : sources) {
        list.push_back(toJson(source));
    }
}

/// The object without the fields that are null.
Json filled(const Json& object) {
    Json result = Json::object();
    for (const auto& [key, value] : object.items()) {
        if (!value.is_null()) {
            result[key] = value;
        }
    }
    return result;
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
    return filled(object);
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
    putSources(object, group.sources);
    put(object, "logprobs", group.logprobs);
    put(object, "reference", group.reference);
    put(object, "reference_reward", group.referenceReward);
    put(object, "sft_index", group.sftIndex);
    auto line = filled(object);
    for (const auto& [key, value] : group.unknown.items()) {
        // A pair's "rewards", say, which its format does not read, are not the program's.
        if (!object.contains(key)) {
            line[key] = value;
        }
    }
    return line;
}

}  // namespace lire::data
