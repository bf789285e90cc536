// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/token_lists.h"

#include <algorithm>

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
    return list;
}

}  // namespace lire::data
