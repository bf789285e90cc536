// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/token_list.h"

#include <algorithm>

#include "core/error.h"
#include "core/models/llama_config.h"

namespace lire::models {

namespace {

void checkIds(std::span<const text::TokenId> ids, std::int64_t vocabSize) {
    for (const auto id : ids) {
        if (id < 0 || id >= vocabSize) {
            throw Error("token " + std::to_string(id),
                        "is outside the model's vocabulary of " + std::to_string(vocabSize),
                        "use the tokenizer that belongs to the model");
        }
    }
}

}  // namespace

std::size_t tokenCount(const TokenList& list) {
    std::size_t count = list.prompt.size();
    for (const auto& response : list.responses) {
        count += response.size();
    }
    return count;
}

std::size_t tokenCount(std::span<const TokenList> lists) {
    std::size_t count = 0;
    for (const auto& list : lists) {
        count += tokenCount(list);
    }
    return count;
}

std::size_t responseTokenCount(std::span<const TokenList> lists) {
    std::size_t tokens = 0;
    for (const auto& list : lists) {
        tokens += tokenCount(list) - list.prompt.size();
    }
    return tokens;
}

std::size_t longestSequence(const TokenList& list) {
    std::size_t longest = 0;
    for (const auto& response : list.responses) {
        longest = std::max(longest, response.size());
    }
    return list.prompt.size() + longest;
}

void checkTokens(std::span<const TokenList> lists, const LlamaConfig& config) {
    for (const auto& list : lists) {
        checkIds(list.prompt, config.vocabSize);
        for (const auto& response : list.responses) {
            checkIds(response, config.vocabSize);
        }
        checkLength(longestSequence(list), config);
    }
}

void checkLength(std::size_t tokens, const LlamaConfig& config, const std::string& place) {
    const auto most = config.longestSequence();
    if (most && tokens > static_cast<std::size_t>(*most)) {
        const auto sequence = "a sequence of " + std::to_string(tokens) + " tokens";
        throw Error(place.empty() ? sequence : place,
                    (place.empty() ? "" : sequence + " ") + "is longer than the " +
                        std::to_string(*most) +
                        " positions up to which a model of dynamic RoPE is computed here",
                    "cut it, or use a model with another RoPE scaling");
    }
}

}  // namespace lire::models
