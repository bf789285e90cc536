// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/pattern.h"

namespace lire::text {

/// A pre-tokenizer as models name it: patterns applied one after another.
struct PreTokenizerKind {
    std::string name = {};  ///< as GGUF's tokenizer.ggml.pre writes it
    std::vector<std::string> patterns = {};
    bool ignoresMerges = false;  ///< a word that is a token needs no merges
};

/// The pre-tokenizers known by name. One more is one entry in its list.
const std::vector<PreTokenizerKind>& preTokenizerKinds();

/// Raises Error with the nearest known name, or the known ones, where `name` is unknown.
const PreTokenizerKind& preTokenizerKind(const std::string& name, const std::string& place);

/// GPT-2's own pattern, which tokenizer.json calls ByteLevel.
const std::string& gpt2Pattern();

/// Cuts a text into the words that BPE merges within. Thread: any.
class PreTokenizer {
public:
    PreTokenizer(const std::vector<std::string>& patterns, const std::string& place);

    /// Calls `word` for each word in order; together they are the whole text. Bytes that are not
    /// UTF-8 form words of their own.
    void split(std::string_view text, const std::function<void(std::string_view)>& word) const;

private:
    void splitFrom(std::size_t step,
                   std::string_view text,
                   const std::function<void(std::string_view)>& word) const;

    std::vector<Pattern> m_patterns;
};

}  // namespace lire::text
