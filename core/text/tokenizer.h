// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/token.h"
#include "core/text/vocabulary.h"

namespace lire::text {

/// How `encode` reads the spelling of a special token ("<|im_end|>") inside the text.
enum class SpecialTokens {
    AsText,  ///< user data: the spelling stays ordinary text
    Parse,   ///< template text: the spelling is the token
};

/// Byte-level BPE: text to token ids and back. Decoding gives back every byte that was encoded, but
/// for a vocabulary that normalizes to NFC: there it gives toNfc() of the text. Thread: any (const
/// calls share a locked cache).
class Tokenizer {
public:
    /// Raises Error where the vocabulary is not usable (unknown pre-tokenizer, merges that name no
    /// token, missing bytes).
    explicit Tokenizer(Vocabulary vocabulary);
    ~Tokenizer();
    Tokenizer(const Tokenizer&) = delete;
    Tokenizer& operator=(const Tokenizer&) = delete;
    Tokenizer(Tokenizer&&) = delete;
    Tokenizer& operator=(Tokenizer&&) = delete;

    /// Ids of a text, nothing added.
    std::vector<TokenId> encode(std::string_view text,
                                SpecialTokens special = SpecialTokens::AsText) const;

    /// Ids of a text in which only some bytes may spell special tokens: `isTrusted(begin, end)`
    /// says so of the bytes [begin, end) that a special token's spelling takes.
    std::vector<TokenId> encodeWhere(
        std::string_view text,
        const std::function<bool(std::size_t, std::size_t)>& isTrusted) const;

    /// The text's ids with BOS and EOS added as the model's own tokenizer adds them.
    std::vector<TokenId> encodeWithBosEos(std::string_view text, SpecialTokens special) const;

    /// The bytes of the ids, exactly (an id sequence may be invalid UTF-8). Special tokens give
    /// their spelling unless `skipSpecial`. Raises Error at an id outside the vocabulary.
    std::string decode(std::span<const TokenId> ids, bool skipSpecial = false) const;

    std::size_t size() const;
    std::optional<TokenId> bos() const;
    std::optional<TokenId> eos() const;
    std::optional<TokenId> pad() const;
    bool addsBos() const;
    bool isSpecial(TokenId id) const;
    /// The token's spelling as the vocabulary writes it (special tokens) or its bytes.
    std::string tokenText(TokenId id) const;
    std::optional<TokenId> findSpecial(std::string_view spelling) const;
    const Vocabulary& vocabulary() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

/// Whether a text has the same ids in both: one vocabulary with the same merges, texts cut in the
/// same places, with or without a space before them. A GGUF does not say whether a text is composed
/// first (NFC): beside one, that is taken to agree, as it does between files of one model. Which
/// tokens are special, and what is added around a text, may differ. Thread: any.
bool isSameTokenizer(const Tokenizer& a, const Tokenizer& b);

}  // namespace lire::text
