// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/pack.h"

#include <algorithm>

#include <ATen/ATen.h>

#include "core/error.h"

namespace lire::models {

namespace {

using Numbers = std::vector<std::int64_t>;

at::Tensor toTensor(const Numbers& numbers, c10::Device device) {
    return at::tensor(numbers, at::kLong).to(device);
}

/// Slots of the rows in the padded layout [M, longest].
void addSlots(PackedQuery& query, c10::Device device) {
    Numbers slotOfRow;
    for (std::int64_t j = 0; j < query.responses(); ++j) {
        const auto length = query.lengths[static_cast<std::size_t>(j)];
        query.even = query.even && length == query.longest;
        for (std::int64_t t = 0; t < length; ++t) {
            slotOfRow.push_back(j * query.longest + t);
        }
        query.responseRows += length;
    }
    if (!query.even) {
        query.slotOfRow = toTensor(slotOfRow, device);
    }
}

}  // namespace

Pack packLists(std::span<const TokenList> lists, PackFor purpose, c10::Device device) {
    Pack pack;
    Numbers tokens;
    Numbers positions;
    Numbers scoredRows;
    Numbers targets;
    Numbers lastRows;
    for (const auto& list : lists) {
        if (list.prompt.empty()) {
            throw Error("", "a prompt has no tokens", "give every group a prompt");
        }
        PackedQuery query{.begin = static_cast<std::int64_t>(tokens.size()),
                          .promptLength = static_cast<std::int64_t>(list.prompt.size())};
        for (std::size_t i = 0; i < list.prompt.size(); ++i) {
            tokens.push_back(list.prompt[i]);
            positions.push_back(static_cast<std::int64_t>(i));
        }
        std::vector<ScoredSpan> spans;
        for (const auto& response : list.responses) {
            if (response.empty()) {
                throw Error(
                    "", "a response has no tokens", "remove the response or let it end by its EOS");
            }
            const auto computed = response.size() - (purpose == PackFor::Logprobs ? 1 : 0);
            spans.push_back({.begin = static_cast<std::int64_t>(targets.size()),
                             .length = static_cast<std::int64_t>(response.size())});
            const auto first = static_cast<std::int64_t>(tokens.size());
            for (std::size_t t = 0; t < response.size(); ++t) {
                scoredRows.push_back(t == 0 ? query.begin + query.promptLength - 1
                                            : first + static_cast<std::int64_t>(t) - 1);
                targets.push_back(response[t]);
                if (t < computed) {
                    tokens.push_back(response[t]);
                    positions.push_back(query.promptLength + static_cast<std::int64_t>(t));
                }
            }
            lastRows.push_back(static_cast<std::int64_t>(tokens.size()) - 1);
            query.lengths.push_back(static_cast<std::int64_t>(computed));
            query.longest = std::max(query.longest, query.lengths.back());
        }
        addSlots(query, device);
        pack.queries.push_back(std::move(query));
        pack.spans.push_back(std::move(spans));
    }
    pack.rows = static_cast<std::int64_t>(tokens.size());
    pack.tokens = toTensor(tokens, device);
    pack.positions = toTensor(positions, device);
    pack.scoredRows = toTensor(scoredRows, device);
    pack.targets = toTensor(targets, device);
    pack.lastRows = toTensor(lastRows, device);
    return pack;
}

}  // namespace lire::models
