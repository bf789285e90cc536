// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/text/token.h"

namespace lire::models {

struct LlamaConfig;

/// One query as token ids: its prompt and M responses. A response holds its EOS where it ended.
/// Neither the prompt nor a response is empty.
struct TokenList {
    std::vector<text::TokenId> prompt = {};                  ///< [P]
    std::vector<std::vector<text::TokenId>> responses = {};  ///< [M][R_j]
};

/// Tokens that a forward pass computes for the list: P + sum R_j (the prompt once).
std::size_t tokenCount(const TokenList& list);
std::size_t tokenCount(std::span<const TokenList> lists);

/// Tokens of the responses alone: sum R_j.
std::size_t responseTokenCount(std::span<const TokenList> lists);

/// Tokens of the prompt with its longest response.
std::size_t longestSequence(const TokenList& list);

/// Raises Error for an id outside the vocabulary, or a sequence that checkLength() refuses.
void checkTokens(std::span<const TokenList> lists, const LlamaConfig& config);

/// Raises Error at `place` ("" for the sequence itself) where a sequence of so many tokens is
/// longer than LlamaConfig::longestSequence().
void checkLength(std::size_t tokens, const LlamaConfig& config, const std::string& place = "");

}  // namespace lire::models
