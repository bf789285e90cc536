// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/models/token_list.h"

namespace lire::app {

/// The sizes of a bench's lists.
struct ListShape {
    std::int64_t promptLength = 0;
    std::int64_t responseLength = 0;
    std::int64_t responses = 0;
    std::int64_t batch = 0;
};

/// Lists of random ids below `vocabSize`, made from the seed, every response exactly R long.
std::vector<models::TokenList> randomLists(const ListShape& shape,
                                           std::int64_t vocabSize,
                                           std::uint64_t seed);

}  // namespace lire::app
