// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/prompt_records.h"

#include "core/data/pairs.h"

namespace lire::experiment {

namespace {

std::string shownText(const data::CandidateGroup& group) {
    if (const auto* turns = std::get_if<std::vector<text::ChatMessage>>(&group.prompt)) {
        return turns->empty() ? std::string() : turns->back().content;
    }
    return std::get<std::string>(group.prompt);
}

nlohmann::json messagesOf(const data::CandidateGroup& group) {
    const auto* turns = std::get_if<std::vector<text::ChatMessage>>(&group.prompt);
    if (turns == nullptr) {
        return std::get<std::string>(group.prompt);
    }
    auto messages = nlohmann::json::array();
    for (const auto& turn : *turns) {
        messages.push_back({{"role", turn.role}, {"content", turn.content}});
    }
    return messages;
}

}  // namespace

std::optional<std::string> referenceAnswer(const data::CandidateGroup& group) {
    if (group.reference) {
        return group.reference;
    }
    if (group.responses.empty()) {
        return std::nullopt;
    }
    return group.responses.at(data::sftIndex(group));
}

std::vector<runs::PromptRecord> promptRecords(std::span<const data::CandidateGroup> groups,
                                              const std::string& split) {
    std::vector<runs::PromptRecord> records;
    for (const auto& group : groups) {
        runs::PromptRecord record{.id = group.id,
                                  .split = split,
                                  .text = shownText(group),
                                  .messages = messagesOf(group),
                                  .reference = referenceAnswer(group).value_or("")};
        if (group.responses.size() == 2) {
            record.rejected = group.responses[1 - data::sftIndex(group)];
        }
        records.push_back(std::move(record));
    }
    return records;
}

}  // namespace lire::experiment
