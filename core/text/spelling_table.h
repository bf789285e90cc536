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

namespace lire::text {

/// Finds spellings of whole tokens in a text: leftmost first, the longest of those that begin at
/// one place. Thread: any.
class SpellingTable {
public:
    struct Match {
        std::size_t position = 0;
        std::size_t length = 0;
        TokenId token = 0;
    };

    void add(const std::string& spelling, TokenId token);
    std::optional<TokenId> find(std::string_view spelling) const;
    std::optional<Match> next(std::string_view text, std::size_t from) const;

private:
    std::unordered_map<std::string, TokenId> m_tokens = {};
    /// Lengths of the spellings that begin with each byte, longest first.
    std::array<std::vector<std::size_t>, 256> m_lengths = {};
};

}  // namespace lire::text
