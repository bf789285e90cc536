// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/text/token.h"

namespace lire::text {

/// Ids of words seen before, since few words make up most of a text. Bounded: a full cache is
/// emptied, long words are not kept. Thread: any.
class WordCache {
public:
    /// Appends the word's ids to `ids`; false where the word is not known.
    bool append(std::string_view word, std::vector<TokenId>& ids) const;
    void keep(std::string_view word, const std::vector<TokenId>& ids);

private:
    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };

    static constexpr std::size_t mostWords = 32768;
    static constexpr std::size_t longestWord = 64;  // bytes

    mutable std::mutex m_mutex;  // guards m_words
    std::unordered_map<std::string, std::vector<TokenId>, Hash, std::equal_to<>> m_words = {};
};

}  // namespace lire::text
