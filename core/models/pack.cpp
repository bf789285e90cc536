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
    auto row = query.responsesBegin;
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

/// Growing columns of a pack.
struct Rows {
    Numbers tokens = {};
    Numbers positions = {};

    std::int64_t count() const { return static_cast<std::int64_t>(tokens.size()); }
    void add(text::TokenId token, std::int64_t position) {
        tokens.push_back(token);
        positions.push_back(position);
    }
};

void addPrompts(std::span<const TokenList> lists, Rows& rows, std::vector<PackedQuery>& queries) {
    for (const auto& list : lists) {
        if (list.prompt.empty()) {
            throw Error("", "a prompt has no tokens", "give every group a prompt");
        }
        queries.push_back(
            {.begin = rows.count(), .promptLength = static_cast<std::int64_t>(list.prompt.size())});
        for (std::size_t i = 0; i < list.prompt.size(); ++i) {
            rows.add(list.prompt[i], static_cast<std::int64_t>(i));
        }
    }
}

at::Tensor asRuns(const Numbers& ends, c10::Device device) {
    return at::tensor(ends, at::kInt).to(device);
}

PackRuns runsOf(const Pack& pack, c10::Device device) {
    PackRuns runs;
    Numbers sequences = {0};
    Numbers prompts = {0};
    Numbers responses = {0};
    const auto add = [](std::int64_t length, Numbers& ends, std::int64_t& longest) {
        ends.push_back(ends.back() + length);
        longest = std::max(longest, length);
    };
    for (const auto& query : pack.queries) {
        add(query.promptLength, sequences, runs.longestSequence);
        add(query.promptLength, prompts, runs.longestPrompt);
    }
    for (const auto& query : pack.queries) {
        std::int64_t all = 0;
        for (const auto length : query.lengths) {
            if (length > 0) {
                add(length, sequences, runs.longestSequence);
            }
            all += length;
        }
        add(all, responses, runs.longestResponses);
    }
    runs.sequences = asRuns(sequences, device);
    runs.prompts = asRuns(prompts, device);
    runs.responses = asRuns(responses, device);
    return runs;
}

}  // namespace

Pack packLists(std::span<const TokenList> lists, PackFor purpose, c10::Device device) {
    Pack pack;
    Rows rows;
    Numbers scoredRows;
    Numbers targets;
    Numbers lastRows;
    addPrompts(lists, rows, pack.queries);
    pack.promptRows = rows.count();
    for (std::size_t q = 0; q < lists.size(); ++q) {
        auto& query = pack.queries[q];
        query.responsesBegin = rows.count();
        const auto promptEnd = query.begin + query.promptLength;
        std::vector<ScoredSpan> spans;
        for (const auto& response : lists[q].responses) {
            if (response.empty()) {
                throw Error(
                    "", "a response has no tokens", "remove the response or let it end by its EOS");
            }
            const auto computed = response.size() - (purpose == PackFor::Logprobs ? 1 : 0);
            spans.push_back({.begin = static_cast<std::int64_t>(targets.size()),
                             .length = static_cast<std::int64_t>(response.size())});
            for (std::size_t t = 0; t < response.size(); ++t) {
                scoredRows.push_back(t == 0 ? promptEnd - 1 : rows.count() - 1);
                targets.push_back(response[t]);
                if (t < computed) {
                    rows.add(response[t], query.promptLength + static_cast<std::int64_t>(t));
                }
            }
            lastRows.push_back(computed > 0 ? rows.count() - 1 : promptEnd - 1);
            query.lengths.push_back(static_cast<std::int64_t>(computed));
        }
        addBlocks(device, query);
        pack.spans.push_back(std::move(spans));
    }
    pack.rows = rows.count();
    pack.tokens = toTensor(rows.tokens, device);
    pack.positions = toTensor(rows.positions, device);
    pack.scoredRows = toTensor(scoredRows, device);
    pack.targets = toTensor(targets, device);
    pack.lastRows = toTensor(lastRows, device);
    if (!device.is_cpu()) {
        pack.runs = runsOf(pack, device);
    }
    return pack;
}

}  // namespace lire::models
