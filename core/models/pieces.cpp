// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/pieces.h"

#include <utility>

namespace lire::models {

namespace {

/// One query cut so that each piece is within the budget where it can be.
std::vector<Piece> cutQuery(const TokenList& list, std::size_t query, std::size_t budget) {
    if (tokenCount(list) <= budget) {
        return {{.query = query, .list = list}};
    }
    std::vector<Piece> pieces;
    std::size_t tokens = 0;
    for (std::size_t j = 0; j < list.responses.size(); ++j) {
        const auto length = list.responses[j].size();
        if (pieces.empty() || tokens + length > budget) {
            pieces.push_back({.query = query, .firstResponse = j, .list = {.prompt = list.prompt}});
            tokens = list.prompt.size();
        }
        pieces.back().list.responses.push_back(list.responses[j]);
        tokens += length;
    }
    return pieces;
}

}  // namespace

std::vector<PiecePass> cutIntoPieces(std::span<const TokenList> lists, std::int64_t budget) {
    const auto most = static_cast<std::size_t>(budget);
    std::vector<PiecePass> passes;
    std::size_t tokens = 0;
    for (std::size_t q = 0; q < lists.size(); ++q) {
        for (auto& piece : cutQuery(lists[q], q, most)) {
            const auto count = tokenCount(piece.list);
            if (passes.empty() || tokens + count > most) {
                passes.emplace_back();
                tokens = 0;
            }
            passes.back().push_back(std::move(piece));
            tokens += count;
        }
    }
    return passes;
}

std::vector<TokenList> listsOf(const PiecePass& pass) {
    std::vector<TokenList> lists;
    for (const auto& piece : pass) {
        lists.push_back(piece.list);
    }
    return lists;
}

}  // namespace lire::models
