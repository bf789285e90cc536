// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pre_tokenizer.h"

#include "core/error.h"
#include "core/suggestion.h"
#include "core/text/utf8.h"

namespace lire::text {

namespace {

/// Llama 3's and Qwen 2's patterns differ only in how many digits stand together.
std::string llama3Pattern(const std::string& digits) {
    return R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|)" + digits +
           R"(| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
}

}  // namespace

const std::string& gpt2Pattern() {
    static const std::string pattern =
        R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
    return pattern;
}

const std::vector<PreTokenizerKind>& preTokenizerKinds() {
    static const std::vector<PreTokenizerKind> kinds{
        {.name = "gpt-2", .patterns = {gpt2Pattern()}},
        {.name = "smollm", .patterns = {R"(\p{N})", gpt2Pattern()}},
        {.name = "llama-bpe", .patterns = {llama3Pattern(R"(\p{N}{1,3})")}, .ignoresMerges = true},
        {.name = "qwen2", .patterns = {llama3Pattern(R"(\p{N})")}},
        {.name = "deepseek-r1-qwen", .patterns = {llama3Pattern(R"(\p{N})")}},
    };
    return kinds;
}

const PreTokenizerKind& preTokenizerKind(const std::string& name, const std::string& place) {
    std::vector<std::string> names;
    for (const PreTokenizerKind& kind : preTokenizerKinds()) {
        if (kind.name == name) {
            return kind;
        }
        names.push_back(kind.name);
    }
    throw Error(place,
                "pre-tokenizer \"" + name + "\" is not known",
                "use a model with another; " + suggestName(name, names));
}

PreTokenizer::PreTokenizer(const std::vector<std::string>& patterns, const std::string& place) {
    for (const std::string& pattern : patterns) {
        m_patterns.emplace_back(pattern, place);
    }
}

void PreTokenizer::split(std::string_view text,
                         const std::function<void(std::string_view)>& word) const {
    while (!text.empty()) {
        const std::size_t valid = validUtf8Prefix(text);
        splitFrom(0, text.substr(0, valid), word);
        text.remove_prefix(valid);
        std::size_t invalid = 0;
        while (invalid < text.size() && !codePointAt(text, invalid).valid) {
            ++invalid;
        }
        if (invalid > 0) {
            word(text.substr(0, invalid));
            text.remove_prefix(invalid);
        }
    }
}

void PreTokenizer::splitFrom(std::size_t step,
                             std::string_view text,
                             const std::function<void(std::string_view)>& word) const {
    if (text.empty()) {
        return;
    }
    if (step == m_patterns.size()) {
        word(text);
        return;
    }
    m_patterns[step].split(text, [&](std::string_view piece) { splitFrom(step + 1, piece, word); });
}

}  // namespace lire::text
