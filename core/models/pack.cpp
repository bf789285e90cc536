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

/// Whether responses padded to the longest cost little more than they are: a quarter, or a few
/// rows.
bool padsWell(std::int64_t sequences, std::int64_t longest, std::int64_t rows) {
    constexpr std::int64_t fewRows = 16;
    const auto padding = sequences * longest - rows;
    return 4 * padding <= rows || padding <= fewRows;
}

/// Slots of a block's rows in its padded layout [m, R]; undefined where nothing is padded.
at::Tensor slotsOf(std::span<const std::int64_t> lengths,
                   const ResponseBlock& block,
                   c10::Device device) {
    if (block.sequences * block.length == block.rows) {
        return {};
    }
    Numbers slots;
    for (std::size_t j = 0; j < lengths.size(); ++j) {
        for (std::int64_t t = 0; t < lengths[j]; ++t) {
            slots.push_back(static_cast<std::int64_t>(j) * block.length + t);
        }
    }
    return toTensor(slots, device);
}

void addBlocks(c10::Device device, PackedQuery& query) {
    const auto& lengths = query.lengths;
    auto row = query.begin + query.promptLength;
    for (std::size_t first = 0; first < lengths.size();) {
        ResponseBlock block{.begin = row};
        auto next = first;
        for (; next < lengths.size() && lengths[next] > 0; ++next) {
            const auto longest = std::max(block.length, lengths[next]);
            if (!padsWell(block.sequences + 1, longest, block.rows + lengths[next])) {
                break;
            }
            block.length = longest;
            block.rows += lengths[next];
            ++block.sequences;
        }
        if (block.sequences == 0) {
            ++first;  // a response without rows
            continue;
        }
        block.slotOfRow = slotsOf(std::span(lengths).subspan(first, next - first), block, device);
        row += block.rows;
        query.blocks.push_back(std::move(block));
        first = next;
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
        }
        addBlocks(device, query);
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
