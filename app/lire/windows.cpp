// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/windows.h"

namespace lire::app {

void forEachWindow(const std::vector<models::TokenList>& lists,
                   std::int64_t tokensPerPass,
                   Progress& progress,
                   const std::function<void(std::span<const models::TokenList>)>& use) {
    const auto budget = static_cast<std::size_t>(4 * tokensPerPass);
    std::size_t begin = 0;
    std::size_t tokensBehind = 0;
    while (begin < lists.size()) {
        std::size_t end = begin + 1;
        std::size_t tokens = models::tokenCount(lists[begin]);
        while (end < lists.size() && tokens + models::tokenCount(lists[end]) <= budget) {
            tokens += models::tokenCount(lists[end]);
            ++end;
        }
        use(std::span(lists).subspan(begin, end - begin));
        begin = end;
        tokensBehind += tokens;
        progress.showLists(begin, lists.size(), tokensBehind);
    }
}

}  // namespace lire::app
