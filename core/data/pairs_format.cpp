// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/data/entry_fields.h"
#include "core/data/formats.h"
#include "core/data/human_pair.h"

namespace lire::data {

namespace {

bool recognizesPair(const nlohmann::json& entry) {
    if (!entry.contains("chosen") || !entry.contains("rejected")) {
        return false;
    }
    return entry.contains("prompt") || messagesFrom(entry["chosen"]).has_value();
}

bool areEqual(const std::vector<text::ChatMessage>& one,
              const std::vector<text::ChatMessage>& other) {
    return std::equal(
        one.begin(), one.end(), other.begin(), other.end(), [](const auto& a, const auto& b) {
            return a.role == b.role && a.content == b.content;
        });
}

std::vector<text::ChatMessage> conversation(EntryFields& fields, const char* key) {
    const auto* value = fields.find(key);
    auto messages = value == nullptr ? std::nullopt : messagesFrom(*value);
    if (!messages) {
        fields.fail("\"" + std::string(key) + "\" is no list of messages",
                    "write both answers alike, as strings or as messages");
    }
    return *std::move(messages);
}

/// A whole conversation repeats the prompt's turns (and gives a prompt that is a string its roles);
/// an answer alone goes with the prompt as it stands.
CandidateGroup readConversations(EntryFields& fields) {
    auto prompt = fields.prompt("prompt");
    auto group = pairOfConversations(
        fields, conversation(fields, "chosen"), conversation(fields, "rejected"));
    auto& before = std::get<std::vector<text::ChatMessage>>(group.prompt);
    const auto* given = std::get_if<std::vector<text::ChatMessage>>(&prompt);
    if (before.empty()) {
        group.prompt = std::move(prompt);
    } else if (given != nullptr && !areEqual(*given, before)) {
        fields.fail(R"("chosen" does not begin with the turns of "prompt")",
                    "write the answers alone, or whole conversations that begin with the prompt");
    }
    return group;
}

CandidateGroup readPair(const nlohmann::json& entry, const std::string& place) {
    EntryFields fields(entry, place);
    const auto* chosen = fields.find("chosen");
    if (chosen != nullptr && chosen->is_array()) {
        return readConversations(fields);
    }
    auto prompt = fields.prompt("prompt");
    auto better = fields.requiredText("chosen");
    auto worse = fields.requiredText("rejected");
    return humanPair(fields, std::move(prompt), std::move(better), std::move(worse));
}

}  // namespace

/// Preference pairs as TRL and most preference sets write them.
DataFormat pairsFormat() {
    return {.name = "pairs",
            .title = "Preference pairs",
            .summary =
                "prompt, chosen, rejected: strings or messages; or chosen and rejected as whole "
                "conversations",
            .recognizes = recognizesPair,
            .read = readPair};
}

}  // namespace lire::data
