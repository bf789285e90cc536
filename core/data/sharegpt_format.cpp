// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/entry_fields.h"
#include "core/data/formats.h"
#include "core/data/human_pair.h"

namespace lire::data {

namespace {

/// ShareGPT's names of the speakers; any other stays as it is.
std::string roleOf(const std::string& speaker) {
    if (speaker == "human") {
        return "user";
    }
    return speaker == "gpt" ? "assistant" : speaker;
}

std::optional<text::ChatMessage> turnFrom(const nlohmann::json& value) {
    if (!value.is_object() || !value.contains("from") || !value.contains("value") ||
        !value["from"].is_string() || !value["value"].is_string()) {
        return std::nullopt;
    }
    return text::ChatMessage{.role = roleOf(value["from"].get<std::string>()),
                             .content = value["value"].get<std::string>()};
}

text::ChatMessage answer(EntryFields& fields, const char* key) {
    const auto* value = fields.find(key);
    auto turn = value == nullptr ? std::nullopt : turnFrom(*value);
    if (!turn) {
        fields.fail("\"" + std::string(key) + "\" is no turn",
                    "write it as {\"from\": \"gpt\", \"value\": \"…\"}");
    }
    return *std::move(turn);
}

bool recognizesShareGpt(const nlohmann::json& entry) {
    return entry.contains("conversations") && entry.contains("chosen") &&
           entry.contains("rejected");
}

CandidateGroup readShareGpt(const nlohmann::json& entry, const std::string& place) {
    EntryFields fields(entry, place);
    std::vector<text::ChatMessage> prompt;
    if (auto system = fields.text("system"); system && !system->empty()) {
        prompt.push_back({.role = "system", .content = *std::move(system)});
    }
    const auto* turns = fields.find("conversations");
    if (turns == nullptr || !turns->is_array()) {
        fields.fail("\"conversations\" is no list of turns",
                    "write it as [{\"from\": \"human\", \"value\": \"…\"}, …]");
    }
    for (const auto& element : *turns) {
        auto turn = turnFrom(element);
        if (!turn) {
            fields.fail("\"conversations\" holds something that is no turn",
                        "write each as {\"from\": \"human\", \"value\": \"…\"}");
        }
        prompt.push_back(*std::move(turn));
    }
    auto rejected = prompt;
    rejected.push_back(answer(fields, "rejected"));
    prompt.push_back(answer(fields, "chosen"));
    return pairOfConversations(fields, std::move(prompt), std::move(rejected));
}

}  // namespace

/// Preference pairs in ShareGPT's turns, as LLaMA-Factory reads them.
DataFormat sharegptFormat() {
    return {.name = "sharegpt",
            .title = "ShareGPT pairs",
            .summary = "conversations with chosen and rejected as turns of from and value",
            .recognizes = recognizesShareGpt,
            .read = readShareGpt};
}

}  // namespace lire::data
