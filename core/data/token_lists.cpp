// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/token_lists.h"

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "core/models/model_source.h"
#include "core/models/token_list.h"
#include "core/text/chat_template.h"

namespace lire::data {

namespace {

using Ids = std::vector<text::TokenId>;

void checkIds(const CandidateGroup& group, const Ids& ids, const models::ModelSource& source) {
    const auto isOutside = [&source](text::TokenId id) {
        return id < 0 || id >= source.config.vocabSize;
    };
    const auto outside = std::find_if(ids.begin(), ids.end(), isOutside);
    if (outside != ids.end()) {
        throw Error(group.place(),
                    "token id " + std::to_string(*outside) + " is outside the vocabulary of " +
                        source.name + " (" + std::to_string(source.config.vocabSize) + " tokens)",
                    "give the text instead, or use the model that the ids belong to");
    }
}

Ids chatTokens(const CandidateGroup& group,
               const std::vector<text::ChatMessage>& messages,
               const models::ModelSource& source) {
    if (!source.chatTemplate) {
        throw Error(group.place(),
                    "the prompt is messages, but " + source.name + " has no chat template",
                    "write the prompt as one string, or use a model with a chat template");
    }
    try {
        return text::encodeChat(*source.chatTemplate, *source.tokenizer, messages);
    } catch (const Error& error) {
        // The template knows its own line alone; what the user can change is the group.
        throw Error(group.place(),
                    "the chat template refuses the messages (" + error.place() + ": " +
                        error.problem() + ")",
                    error.mend(),
                    error.blame());
    }
}

}  // namespace

Ids promptTokens(const CandidateGroup& group, const models::ModelSource& source) {
    Ids ids = group.promptIds;
    if (ids.empty()) {
        const auto* messages = std::get_if<std::vector<text::ChatMessage>>(&group.prompt);
        ids = messages != nullptr
                  ? chatTokens(group, *messages, source)
                  : models::encodeRawPrompt(source, std::get<std::string>(group.prompt));
    }
    if (ids.empty()) {
        throw Error(group.place(), "the prompt has no token", "write the prompt's text");
    }
    checkIds(group, ids, source);
    return ids;
}

Ids responseTokens(const CandidateGroup& group,
                   std::size_t index,
                   const models::ModelSource& source) {
    Ids ids;
    if (!group.responseIds.empty()) {
        ids = group.responseIds.at(index);
    } else {
        ids = source.tokenizer->encode(group.responses.at(index));
        if (group.isFinished(index) && source.eos) {
            ids.push_back(*source.eos);
        }
    }
    if (ids.empty()) {
        throw Error(group.place(),
                    "response " + std::to_string(index + 1) + " has no token",
                    "write its text, or leave the response out");
    }
    checkIds(group, ids, source);
    return ids;
}

models::TokenList tokenList(const CandidateGroup& group,
                            const models::ModelSource& source,
                            std::size_t maxLength,
                            Cuts* cuts) {
    models::TokenList list{.prompt = promptTokens(group, source)};
    for (std::size_t j = 0; j < group.size(); ++j) {
        list.responses.push_back(responseTokens(group, j, source));
    }
    Cuts done;
    if (maxLength > 0) {
        if (maxLength < 2) {
            throw Error(group.place(),
                        "a length limit of 1 token leaves no room for prompt and response",
                        "raise the limit");
        }
        const auto promptRoom = std::min(list.prompt.size(), maxLength / 2);
        std::size_t longest = 0;
        for (auto& response : list.responses) {
            if (response.size() > maxLength - promptRoom) {
                response.resize(maxLength - promptRoom);
                ++done.responses;
            }
            longest = std::max(longest, response.size());
        }
        if (list.prompt.size() > maxLength - longest) {
            const auto lost = list.prompt.size() - (maxLength - longest);
            list.prompt.erase(list.prompt.begin(),
                              list.prompt.begin() + static_cast<std::ptrdiff_t>(lost));
            done.prompt = true;
        }
    }
    if (cuts != nullptr) {
        *cuts = done;
    }
    models::checkLength(models::longestSequence(list), source.config, group.place());
    return list;
}

std::optional<models::TokenList> rewardPairList(const CandidateGroup& pair,
                                                const models::ModelSource& source,
                                                std::size_t maxLength) {
    auto list = tokenList(pair, source, maxLength);
    for (auto& response : list.responses) {
        if (source.eos && response.back() != *source.eos) {
            response.push_back(*source.eos);
        }
    }
    return list.responses.at(0) == list.responses.at(1) ? std::nullopt
                                                        : std::optional(std::move(list));
}

CutCounts countCuts(std::span<const CandidateGroup> groups,
                    const models::ModelSource& source,
                    std::size_t maxLength) {
    CutCounts counts;
    for (const auto& group : groups) {
        Cuts cuts;
        tokenList(group, source, maxLength, &cuts);
        if ((cuts.prompt || cuts.responses > 0) && counts.first.empty()) {
            counts.first = group.place();
        }
        counts.prompts += cuts.prompt ? 1 : 0;
        ++counts.ofPrompts;
        counts.responses += cuts.responses;
        counts.ofResponses += group.size();
    }
    return counts;
}

std::string inWords(const CutCounts& counts) {
    const auto part = [](std::size_t count, std::size_t of, const char* what, const char* lost) {
        return std::to_string(count) + " of " + std::to_string(of) + " " + what +
               (count == 1 ? " loses its " : " lose their ") + lost;
    };
    std::string parts;
    if (counts.prompts > 0) {
        parts = part(counts.prompts, counts.ofPrompts, "prompts", "beginning");
    }
    if (counts.responses > 0) {
        parts += parts.empty() ? "" : ", ";
        parts += part(counts.responses, counts.ofResponses, "responses", "end");
    }
    return parts.empty() ? parts : "over-long entries: " + parts + ", the first in " + counts.first;
}

}  // namespace lire::data
