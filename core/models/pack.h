// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include "core/models/token_list.h"

namespace lire::models {

/// Responses of like length beside each other, which attention takes together, padded to the
/// longest of them.
struct ResponseBlock {
    std::int64_t begin = 0;      ///< first row in the pack
    std::int64_t rows = 0;       ///< S in the pack
    std::int64_t sequences = 0;  ///< m responses
    std::int64_t length = 0;     ///< R, of the longest
    at::Tensor slotOfRow =
        {};  ///< [S] slot of each row among m * R; undefined where all are as long
};

/// One query inside a pack: rows begin … begin + P are the prompt, then the responses one after
/// another.
struct PackedQuery {
    std::int64_t begin = 0;
    std::int64_t promptLength = 0;           ///< P
    std::vector<std::int64_t> lengths = {};  ///< [M] rows of each response, may be 0
    std::vector<ResponseBlock> blocks = {};  ///< of the responses that have rows, in their order
};

/// Where a response's numbers stand among the pack's scored tokens.
struct ScoredSpan {
    std::int64_t begin = 0;
    std::int64_t length = 0;
};

/// Several queries laid end to end, no padding computed: one row a token, the prompt once.
struct Pack {
    std::int64_t rows = 0;                  ///< N
    at::Tensor tokens = {};                 ///< [N] int64
    at::Tensor positions = {};              ///< [N] int64, restarting at P for each response
    std::vector<PackedQuery> queries = {};  ///< [Q]
    at::Tensor scoredRows = {};             ///< [T] row whose hidden state predicts token t
    at::Tensor targets = {};                ///< [T] int64, the tokens of all responses
    std::vector<std::vector<ScoredSpan>> spans = {};  ///< [Q][M]
    at::Tensor lastRows = {};                         ///< [sum M] row of each response's last token
};

/// What the rows are for.
enum class PackFor {
    Logprobs,  ///< a response's last token predicts nothing: it gets no row
    Scores     ///< the reward is read at a response's last token
};

/// Lays lists end to end. Raises Error for an empty prompt or response.
Pack packLists(std::span<const TokenList> lists, PackFor purpose, c10::Device device);

}  // namespace lire::models
