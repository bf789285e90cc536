// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/word_cache.h"

namespace lire::text {

bool WordCache::append(std::string_view word, std::vector<TokenId>& ids) const {
    if (word.size() > longestWord) {
        return false;
    }
    const std::scoped_lock lock(m_mutex);
    const auto found = m_words.find(word);
    if (found == m_words.end()) {
        return false;
    }
    ids.insert(ids.end(), found->second.begin(), found->second.end());
    return true;
}

void WordCache::keep(std::string_view word, const std::vector<TokenId>& ids) {
    if (word.size() > longestWord) {
        return;
    }
    const std::scoped_lock lock(m_mutex);
    if (m_words.size() >= mostWords) {
        m_words.clear();
    }
    m_words.emplace(word, ids);
}

}  // namespace lire::text
