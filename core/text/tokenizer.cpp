// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include "core/error.h"
#include "core/text/bpe.h"
#include "core/text/byte_alphabet.h"
#include "core/text/nfc.h"
#include "core/text/pre_tokenizer.h"
#include "core/text/spelling_table.h"
#include "core/text/word_cache.h"

namespace lire::text {

namespace {

using Kind = Vocabulary::Kind;

void checkId(const Vocabulary& vocabulary, std::optional<TokenId> id, const std::string& name) {
    if (id && (*id < 0 || static_cast<std::size_t>(*id) >= vocabulary.tokens.size())) {
        throw Error(vocabulary.place,
                    name + " token " + std::to_string(*id) + " lies outside the vocabulary of " +
                        std::to_string(vocabulary.tokens.size()),
                    "correct the model's file");
    }
}

/// The vocabulary with what its pre-tokenizer's name implies; checked.
Vocabulary completed(Vocabulary vocabulary) {
    if (vocabulary.tokens.empty()) {
        throw Error(vocabulary.place, "the vocabulary has no tokens", "use another model");
    }
    if (vocabulary.kinds.empty()) {
        vocabulary.kinds.assign(vocabulary.tokens.size(), Kind::Normal);
    }
    if (vocabulary.kinds.size() != vocabulary.tokens.size()) {
        throw Error(vocabulary.place,
                    std::to_string(vocabulary.tokens.size()) + " tokens, but " +
                        std::to_string(vocabulary.kinds.size()) + " token types",
                    "correct the model's file");
    }
    checkId(vocabulary, vocabulary.bos, "BOS");
    checkId(vocabulary, vocabulary.eos, "EOS");
    checkId(vocabulary, vocabulary.pad, "padding");
    checkId(vocabulary, vocabulary.unknown, "unknown");
    if (!vocabulary.preTokenizer.empty()) {
        const PreTokenizerKind& kind = preTokenizerKind(vocabulary.preTokenizer, vocabulary.place);
        vocabulary.preTokenizerPatterns = kind.patterns;
        vocabulary.ignoreMerges = vocabulary.ignoreMerges || kind.ignoresMerges;
    }
    return vocabulary;
}

/// [V] the bytes that each token stands for in text; special ones stay empty.
std::vector<std::string> bytesOfTokens(const Vocabulary& vocabulary) {
    std::vector<std::string> bytes(vocabulary.tokens.size());
    for (std::size_t id = 0; id < bytes.size(); ++id) {
        if (vocabulary.kinds[id] == Kind::Normal) {
            bytes[id] = fromByteAlphabet(vocabulary.tokens[id]).value_or("");
        }
    }
    return bytes;
}

}  // namespace

struct Tokenizer::Parts {
    explicit Parts(Vocabulary given)
        : vocabulary(completed(std::move(given))),
          bytesOf(bytesOfTokens(vocabulary)),
          preTokenizer(vocabulary.preTokenizerPatterns, vocabulary.place),
          bpe(vocabulary, bytesOf) {
        for (std::size_t id = 0; id < vocabulary.tokens.size(); ++id) {
            const auto token = static_cast<TokenId>(id);
            const std::string& spelling = vocabulary.tokens[id];
            if (vocabulary.kinds[id] == Kind::Control) {
                special.add(spelling, token);
                all.add(spelling, token);
            } else if (vocabulary.kinds[id] == Kind::UserDefined) {
                userDefined.add(spelling, token);
                all.add(spelling, token);
            }
        }
    }

    /// Text without spellings of whole tokens.
    void encodePlain(std::string_view text, std::vector<TokenId>& ids) const {
        std::string composed;
        if (vocabulary.normalizesToNfc) {
            composed = toNfc(text);
            text = composed;
        }
        std::string prefixed;
        if (vocabulary.addPrefixSpace && !text.empty() && text.front() != ' ') {
            prefixed.append(" ").append(text);
            text = prefixed;
        }
        preTokenizer.split(text, [&](std::string_view word) {
            if (!cache.append(word, ids)) {
                const std::vector<TokenId> wordIds = bpe.encode(word);
                cache.keep(word, wordIds);
                ids.insert(ids.end(), wordIds.begin(), wordIds.end());
            }
        });
    }

    const std::string& tokenBytes(TokenId id) const {
        const auto index = static_cast<std::size_t>(id);
        if (id < 0 || index >= vocabulary.tokens.size()) {
            throw Error(vocabulary.place,
                        "token " + std::to_string(id) + " lies outside the vocabulary of " +
                            std::to_string(vocabulary.tokens.size()),
                        "give ids of this model");
        }
        return bytesOf[index].empty() ? vocabulary.tokens[index] : bytesOf[index];
    }

    Vocabulary vocabulary;
    std::vector<std::string> bytesOf;  // [V]
    PreTokenizer preTokenizer;
    BytePairEncoding bpe;
    SpellingTable special = {};      // Control
    SpellingTable userDefined = {};  // matched in data too: they are not special
    SpellingTable all = {};
    mutable WordCache cache = {};
};

Tokenizer::Tokenizer(Vocabulary vocabulary)
    : m_parts(std::make_unique<Parts>(std::move(vocabulary))) {}

Tokenizer::~Tokenizer() = default;

std::vector<TokenId> Tokenizer::encode(std::string_view text, SpecialTokens special) const {
    const bool parses = special == SpecialTokens::Parse;
    return encodeWhere(text, [parses](std::size_t, std::size_t) { return parses; });
}

std::vector<TokenId> Tokenizer::encodeWhere(
    std::string_view text, const std::function<bool(std::size_t, std::size_t)>& isTrusted) const {
    std::vector<TokenId> ids;
    std::size_t done = 0;  // everything before is encoded
    std::size_t from = 0;  // where the next spelling is looked for
    // The next that is no special token: kept, as data may spell special ones any number of times.
    std::optional<SpellingTable::Match> plain;
    bool searched = false;
    while (const auto found = m_parts->all.next(text, from)) {
        auto match = *found;
        if (isSpecial(match.token) && !isTrusted(match.position, match.position + match.length)) {
            // Data: what is no special token may still be spelled here.
            if (!searched || (plain && plain->position < match.position)) {
                plain = m_parts->userDefined.next(text, match.position);
                searched = true;
            }
            if (!plain || plain->position != match.position) {
                from = match.position + 1;
                continue;
            }
            match = *plain;
        }
        m_parts->encodePlain(text.substr(done, match.position - done), ids);
        ids.push_back(match.token);
        done = match.position + match.length;
        from = done;
    }
    m_parts->encodePlain(text.substr(done), ids);
    return ids;
}

std::vector<TokenId> Tokenizer::encodeWithBosEos(std::string_view text,
                                                 SpecialTokens special) const {
    const Vocabulary& vocabulary = m_parts->vocabulary;
    std::vector<TokenId> ids;
    if (vocabulary.addBos && vocabulary.bos) {
        ids.push_back(*vocabulary.bos);
    }
    const std::vector<TokenId> textIds = encode(text, special);
    ids.insert(ids.end(), textIds.begin(), textIds.end());
    if (vocabulary.addEos && vocabulary.eos) {
        ids.push_back(*vocabulary.eos);
    }
    return ids;
}

std::string Tokenizer::decode(std::span<const TokenId> ids, bool skipSpecial) const {
    std::string text;
    for (const TokenId id : ids) {
        const std::string& bytes = m_parts->tokenBytes(id);
        if (!skipSpecial || !isSpecial(id)) {
            text.append(bytes);
        }
    }
    return text;
}

std::size_t Tokenizer::size() const {
    return m_parts->vocabulary.tokens.size();
}
std::optional<TokenId> Tokenizer::bos() const {
    return m_parts->vocabulary.bos;
}
std::optional<TokenId> Tokenizer::eos() const {
    return m_parts->vocabulary.eos;
}
std::optional<TokenId> Tokenizer::pad() const {
    return m_parts->vocabulary.pad;
}
bool Tokenizer::addsBos() const {
    return m_parts->vocabulary.addBos;
}

bool Tokenizer::isSpecial(TokenId id) const {
    const auto index = static_cast<std::size_t>(id);
    return id >= 0 && index < size() && m_parts->vocabulary.kinds[index] == Kind::Control;
}

std::string Tokenizer::tokenText(TokenId id) const {
    return m_parts->tokenBytes(id);
}

std::optional<TokenId> Tokenizer::findSpecial(std::string_view spelling) const {
    return m_parts->special.find(spelling);
}

const Vocabulary& Tokenizer::vocabulary() const {
    return m_parts->vocabulary;
}

bool isSameTokenizer(const Tokenizer& a, const Tokenizer& b) {
    const auto& left = a.vocabulary();
    const auto& right = b.vocabulary();
    // Where a pre-tokenizer has a name the vocabulary is a GGUF's.
    const bool bothTellNfc = left.preTokenizer.empty() && right.preTokenizer.empty();
    return &left == &right || (left.preTokenizerPatterns == right.preTokenizerPatterns &&
                               left.addPrefixSpace == right.addPrefixSpace &&
                               left.ignoreMerges == right.ignoreMerges &&
                               (!bothTellNfc || left.normalizesToNfc == right.normalizesToNfc) &&
                               left.tokens == right.tokens && left.merges == right.merges);
}

}  // namespace lire::text
