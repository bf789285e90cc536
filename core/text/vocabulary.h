// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/text/token.h"

namespace lire::text {

/// A byte-level BPE vocabulary as data: what a GGUF's metadata or a tokenizer.json holds. The
/// tokens of ordinary kind are written in GPT-2's byte alphabet ("Ġthe"), special ones as they are.
struct Vocabulary {
    enum class Kind : std::uint8_t { Normal, Control, UserDefined, Unused };
    std::string place = {};                                        ///< the file, for errors
    std::vector<std::string> tokens = {};                          ///< [V]
    std::vector<Kind> kinds = {};                                  ///< [V]; Control = special
    std::vector<std::pair<std::string, std::string>> merges = {};  ///< in rank order
    std::string preTokenizer = {};  ///< "gpt-2", "llama-bpe", "smollm", "qwen2", or ""
    /// Where preTokenizer is "" (tokenizer.json): PCRE2 patterns, each splitting the pieces that
    /// the one before left.
    std::vector<std::string> preTokenizerPatterns = {};
    bool normalizesToNfc = false;  ///< text is composed first (Qwen 2's tokenizer.json)
    bool addPrefixSpace = false;
    bool ignoreMerges = false;  ///< a whole word that is a token needs no merges (Llama 3)
    std::optional<TokenId> bos = {};
    std::optional<TokenId> eos = {};
    std::optional<TokenId> pad = {};
    std::optional<TokenId> unknown = {};
    /// A byte without a token becomes `unknown`; else it is left out, as transformers does for a
    /// model without unk_token. (SmolLM2 has no token for 21 bytes that text hardly ever holds.)
    bool unknownForMissingBytes = false;
    bool addBos = false;
    bool addEos = false;
};

}  // namespace lire::text
