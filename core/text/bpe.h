// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/text/token.h"
#include "core/text/vocabulary.h"

namespace lire::text {

/// Byte pair encoding of single words: starts from one token a byte and joins the neighbours of
/// lowest rank, leftmost first, until no pair has a merge. O(n log n) in the word's bytes.
/// Source: Sennrich et al. 2016; order of equal ranks as in huggingface/tokenizers.
/// Thread: any.
class BytePairEncoding {
public:
    /// `bytesOf` [V]: the bytes of each token, empty for tokens that text never becomes.
    /// Raises Error where a merge names no token or no byte is a token.
    BytePairEncoding(const Vocabulary& vocabulary, const std::vector<std::string>& bytesOf);

    std::vector<TokenId> encode(std::string_view word) const;

private:
    struct Merge {
        std::uint32_t rank = 0;
        TokenId result = 0;
    };

    const Merge* mergeOf(TokenId left, TokenId right) const;
    std::vector<TokenId> mergeAll(std::vector<TokenId> tokens) const;

    std::array<TokenId, 256> m_bytes = {};                       // -1: no token
    std::unordered_map<std::uint64_t, Merge> m_merges = {};      // by left << 32 | right
    std::unordered_map<std::string_view, TokenId> m_words = {};  // filled where merges are ignored
    std::optional<TokenId> m_unknown = {};
};

}  // namespace lire::text
