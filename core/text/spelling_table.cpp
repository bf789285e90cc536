// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/spelling_table.h"

#include <algorithm>
#include <functional>

namespace lire::text {

void SpellingTable::add(const std::string& spelling, TokenId token) {
    if (spelling.empty()) {
        return;
    }
    m_tokens.emplace(spelling, token);
    std::vector<std::size_t>& lengths = m_lengths.at(static_cast<std::uint8_t>(spelling.front()));
    const auto place =
        std::lower_bound(lengths.begin(), lengths.end(), spelling.size(), std::greater<>());
    if (place == lengths.end() || *place != spelling.size()) {
        lengths.insert(place, spelling.size());
    }
}

std::optional<TokenId> SpellingTable::find(std::string_view spelling) const {
    const auto found = m_tokens.find(std::string(spelling));
    return found == m_tokens.end() ? std::nullopt : std::optional(found->second);
}

std::optional<SpellingTable::Match> SpellingTable::next(std::string_view text,
                                                        std::size_t from) const {
    if (m_tokens.empty()) {
        return std::nullopt;
    }
    for (std::size_t position = from; position < text.size(); ++position) {
        for (const std::size_t length : m_lengths.at(static_cast<std::uint8_t>(text[position]))) {
            if (position + length > text.size()) {
                continue;
            }
            if (const auto token = find(text.substr(position, length))) {
                return Match{position, length, *token};
            }
        }
    }
    return std::nullopt;
}

}  // namespace lire::text
