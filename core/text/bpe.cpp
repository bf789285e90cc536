// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bpe.h"

#include <limits>
#include <queue>

#include "core/error.h"

namespace lire::text {

namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

std::uint64_t pairKey(TokenId left, TokenId right) {
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32U) |
           static_cast<std::uint32_t>(right);
}

/// A symbol of the word in a doubly linked list; a joined one's right part is dead (token -1).
struct Symbol {
    TokenId token = 0;
    std::size_t previous = none;
    std::size_t next = none;
};

struct Candidate {
    std::uint32_t rank = 0;
    std::size_t position = 0;
    TokenId result = 0;

    bool operator>(const Candidate& other) const {
        return rank != other.rank ? rank > other.rank : position > other.position;
    }
};

}  // namespace

BytePairEncoding::BytePairEncoding(const Vocabulary& vocabulary,
                                   const std::vector<std::string>& bytesOf) {
    if (vocabulary.unknownForMissingBytes) {
        m_unknown = vocabulary.unknown;
    }
    m_bytes.fill(-1);
    bool anyByte = false;
    for (std::size_t id = 0; id < bytesOf.size(); ++id) {
        if (bytesOf[id].size() == 1) {
            m_bytes.at(static_cast<std::uint8_t>(bytesOf[id].front())) = static_cast<TokenId>(id);
            anyByte = true;
        }
        if (vocabulary.ignoreMerges && !bytesOf[id].empty()) {
            m_words.emplace(bytesOf[id], static_cast<TokenId>(id));
        }
    }
    if (!anyByte) {
        throw Error(vocabulary.place,
                    "no token of the vocabulary is a single byte",
                    "use a model with a byte-level BPE tokenizer");
    }
    std::unordered_map<std::string_view, TokenId> ids;
    ids.reserve(vocabulary.tokens.size());
    for (std::size_t id = 0; id < vocabulary.tokens.size(); ++id) {
        ids.emplace(vocabulary.tokens[id], static_cast<TokenId>(id));
    }
    m_merges.reserve(vocabulary.merges.size());
    std::string joined;
    for (std::size_t rank = 0; rank < vocabulary.merges.size(); ++rank) {
        const auto& [left, right] = vocabulary.merges[rank];
        joined.assign(left).append(right);
        const auto leftId = ids.find(left);
        const auto rightId = ids.find(right);
        const auto result = ids.find(joined);
        if (leftId == ids.end() || rightId == ids.end() || result == ids.end()) {
            throw Error(vocabulary.place,
                        "merge " + std::to_string(rank) + " (\"" + left + " " + right +
                            "\") names no token",
                        "use the vocabulary that belongs to the merges");
        }
        // The same pair twice: the later rank counts, as in the tokenizers library.
        m_merges.insert_or_assign(pairKey(leftId->second, rightId->second),
                                  Merge{static_cast<std::uint32_t>(rank), result->second});
    }
}

const BytePairEncoding::Merge* BytePairEncoding::mergeOf(TokenId left, TokenId right) const {
    const auto found = m_merges.find(pairKey(left, right));
    return found == m_merges.end() ? nullptr : &found->second;
}

std::vector<TokenId> BytePairEncoding::encode(std::string_view word) const {
    const auto whole = m_words.find(word);
    if (whole != m_words.end()) {
        return {whole->second};
    }
    std::vector<TokenId> symbols;
    symbols.reserve(word.size());
    for (const char byte : word) {
        const TokenId token = m_bytes.at(static_cast<std::uint8_t>(byte));
        if (token >= 0) {
            symbols.push_back(token);
        } else if (m_unknown) {
            symbols.push_back(*m_unknown);
        }
    }
    return symbols.size() < 2 ? symbols : mergeAll(std::move(symbols));
}

std::vector<TokenId> BytePairEncoding::mergeAll(std::vector<TokenId> tokens) const {
    std::vector<Symbol> symbols(tokens.size());
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue;
    const auto consider = [&](std::size_t left) {
        const std::size_t right = left == none ? none : symbols[left].next;
        if (right == none) {
            return;
        }
        if (const Merge* merge = mergeOf(symbols[left].token, symbols[right].token)) {
            queue.push({merge->rank, left, merge->result});
        }
    };
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        symbols[i] = {tokens[i], i == 0 ? none : i - 1, i + 1 == symbols.size() ? none : i + 1};
    }
    for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
        consider(i);
    }
    while (!queue.empty()) {
        const Candidate best = queue.top();
        queue.pop();
        Symbol& left = symbols[best.position];
        if (left.token < 0 || left.next == none) {
            continue;
        }
        Symbol& right = symbols[left.next];
        const Merge* merge = mergeOf(left.token, right.token);
        if (merge == nullptr || merge->result != best.result) {
            continue;  // a neighbour was joined since: the candidate is stale
        }
        left.token = best.result;
        left.next = right.next;
        right.token = -1;
        if (left.next != none) {
            symbols[left.next].previous = best.position;
        }
        consider(left.previous);
        consider(best.position);
    }
    tokens.clear();
    for (std::size_t i = 0; i != none; i = symbols[i].next) {
        tokens.push_back(symbols[i].token);
    }
    return tokens;
}

}  // namespace lire::text
