// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/human_pair.h"

#include <algorithm>

namespace lire::data {

namespace {

/// The last turn's text, taken off the conversation.
std::string takeAnswer(EntryFields& fields,
                       const char* key,
                       std::vector<text::ChatMessage>& conversation) {
    if (conversation.empty() || conversation.back().role != "assistant") {
        fields.fail("\"" + std::string(key) + "\" does not end with an answer of the assistant",
                    "end both with the answers to compare");
    }
    auto answer = std::move(conversation.back().content);
    conversation.pop_back();
    return answer;
}

}  // namespace

CandidateGroup humanPair(EntryFields& fields,
                         std::variant<std::string, std::vector<text::ChatMessage>> prompt,
                         std::string chosen,
                         std::string rejected) {
    CandidateGroup group{.id = fields.id(), .prompt = std::move(prompt), .rewards = {1.0, 0.0}};
    const auto chosenScore = fields.number("score_chosen");
    const auto rejectedScore = fields.number("score_rejected");
    if (chosenScore.has_value() != rejectedScore.has_value()) {
        fields.fail(R"(one of "score_chosen" and "score_rejected" is missing)",
                    "score both answers or none");
    }
    if (chosenScore) {
        group.rewards = {*chosenScore, *rejectedScore};
    }
    group.sources = {{.kind = "human", .preferred = true}, {.kind = "human", .preferred = false}};
    group.reference = chosen;
    group.responses = {std::move(chosen), std::move(rejected)};
    group.unknown = fields.rest();
    return group;
}

CandidateGroup pairOfConversations(EntryFields& fields,
                                   std::vector<text::ChatMessage> chosen,
                                   std::vector<text::ChatMessage> rejected) {
    auto chosenAnswer = takeAnswer(fields, "chosen", chosen);
    auto rejectedAnswer = takeAnswer(fields, "rejected", rejected);
    const auto [turn, other] = std::mismatch(
        chosen.begin(),
        chosen.end(),
        rejected.begin(),
        rejected.end(),
        [](const auto& a, const auto& b) { return a.role == b.role && a.content == b.content; });
    if (turn != chosen.end() || other != rejected.end()) {
        fields.fail(R"("chosen" and "rejected" answer different prompts (they differ from turn )" +
                        std::to_string(turn - chosen.begin() + 1) + " on)",
                    "pair answers to the same conversation");
    }
    return humanPair(fields, std::move(chosen), std::move(chosenAnswer), std::move(rejectedAnswer));
}

}  // namespace lire::data
