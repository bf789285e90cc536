// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/random_lists.h"

#include <random>

namespace lire::app {

std::vector<models::TokenList> randomLists(const ListShape& shape,
                                           std::int64_t vocabSize,
                                           std::uint64_t seed) {
    std::mt19937_64 generator(seed);
    const auto ids = [&](std::int64_t count) {
        std::vector<text::TokenId> tokens;
        tokens.reserve(static_cast<std::size_t>(count));
        for (std::int64_t i = 0; i < count; ++i) {
            tokens.push_back(
                static_cast<text::TokenId>(generator() % static_cast<std::uint64_t>(vocabSize)));
        }
        return tokens;
    };
    std::vector<models::TokenList> lists;
    for (std::int64_t q = 0; q < shape.batch; ++q) {
        models::TokenList list{.prompt = ids(shape.promptLength)};
        for (std::int64_t j = 0; j < shape.responses; ++j) {
            list.responses.push_back(ids(shape.responseLength));
        }
        lists.push_back(std::move(list));
    }
    return lists;
}

}  // namespace lire::app
