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

/// One query inside a pack: rows begin … begin + P are the prompt, rows responsesBegin … the
/// responses one after another.
struct PackedQuery {
    std::int64_t begin = 0;
    std::int64_t promptLength = 0;  ///< P
    std::int64_t responsesBegin = 0;
    std::vector<std::int64_t> lengths = {};  ///< [M] rows of each response, may be 0
    std::vector<ResponseBlock> blocks = {};  ///< of the responses that have rows, in their order
};

/// Where a response's numbers stand among the pack's scored tokens.
struct ScoredSpan {
    std::int64_t begin = 0;
    std::int64_t length = 0;
};

/// A pack's rows as runs of sequences, in the form that variable-length attention kernels read:
/// the first row of each run and, last, the end. On the pack's device, int32.
struct PackRuns {
    at::Tensor sequences = {};          ///< [prompts, then responses with rows]
    std::int64_t longestSequence = 0;   ///< rows
    at::Tensor prompts = {};            ///< [Q + 1], among the prompts' rows
    std::int64_t longestPrompt = 0;     ///< rows
    at::Tensor responses = {};          ///< [Q + 1] all of a query's, among the responses' rows
    std::int64_t longestResponses = 0;  ///< rows of all responses of one query
};

/// Several queries without padding: one row a token, each prompt once. All prompts stand first,
/// then all responses, so that either are a matrix of their own.
struct Pack {
    std::int64_t rows = 0;                  ///< N
    std::int64_t promptRows = 0;            ///< of all prompts: rows 0 … promptRows
    at::Tensor tokens = {};                 ///< [N] int64
    at::Tensor positions = {};              ///< [N] int64, restarting at P for each response
    std::vector<PackedQuery> queries = {};  ///< [Q]
    at::Tensor scoredRows = {};             ///< [T] row whose hidden state predicts token t
    at::Tensor targets = {};                ///< [T] int64, the tokens of all responses
    std::vector<std::vector<ScoredSpan>> spans = {};  ///< [Q][M]
    at::Tensor lastRows = {};                         ///< [sum M] row of each response's last token
    PackRuns runs = {};                               ///< on a GPU only
};

/// What the rows are for.
enum class PackFor {
    Logprobs,  ///< a response's last token predicts nothing: it gets no row
    Scores     ///< the reward is read at a response's last token
};

/// Lays lists out. Raises Error for an empty prompt or response.
Pack packLists(std::span<const TokenList> lists, PackFor purpose, c10::Device device);

}  // namespace lire::models
