// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/models/token_list.h"

namespace lire::models {

/// A query, or where it is over the token budget some of its responses with the prompt repeated: a
/// pass's memory then does not grow with M.
struct Piece {
    std::size_t query = 0;
    std::size_t firstResponse = 0;
    TokenList list = {};
};

/// Pieces that are computed together.
using PiecePass = std::vector<Piece>;

/// Cuts queries into passes of at most `budget` tokens; what cannot be cut further stands alone.
/// Order of queries and responses is kept.
std::vector<PiecePass> cutIntoPieces(std::span<const TokenList> lists, std::int64_t budget);

/// The pieces' lists, in order.
std::vector<TokenList> listsOf(const PiecePass& pass);

/// Writes a pass's rows ([pieces][responses of the piece]) where they belong in `all` [Q][M].
template <class Value>
void placeRows(const PiecePass& pass,
               std::vector<std::vector<Value>>&& rows,
               std::vector<std::vector<Value>>& all) {
    for (std::size_t i = 0; i < pass.size(); ++i) {
        for (std::size_t j = 0; j < rows[i].size(); ++j) {
            all[pass[i].query][pass[i].firstResponse + j] = std::move(rows[i][j]);
        }
    }
}

/// [Q][M] of default values, shaped as the lists.
template <class Value>
std::vector<std::vector<Value>> emptyRows(std::span<const TokenList> lists) {
    std::vector<std::vector<Value>> rows;
    for (const auto& list : lists) {
        rows.emplace_back(list.responses.size());
    }
    return rows;
}

}  // namespace lire::models
