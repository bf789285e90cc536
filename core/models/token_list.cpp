// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/token_list.h"

#include <string>

#include "core/error.h"

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

void checkTokens(std::span<const TokenList> lists, std::int64_t vocabSize) {
    for (const auto& list : lists) {
        checkIds(list.prompt, vocabSize);
        for (const auto& response : list.responses) {
            checkIds(response, vocabSize);
        }
    }
}

}  // namespace lire::models
