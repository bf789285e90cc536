// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/attention.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <utility>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "core/models/flash_attention.h"
#include "core/models/kernels/on_rows.h"

namespace lire::models {

namespace {

/// Sizes that stay the same over a pack.
struct Heads {
    std::int64_t kv = 0;      ///< KV
    std::int64_t groups = 0;  ///< G = H / KV
    std::int64_t size = 0;    ///< d
    double scale = 0.0;

    Heads(const at::Tensor& q, const at::Tensor& k)
        : kv(k.size(1)),
          groups(q.size(1) / k.size(1)),
          size(q.size(2)),
          scale(1.0 / std::sqrt(static_cast<double>(q.size(2)))) {}
};

/// Some sequences of one query side by side: the prompt alone (M = 1, R = P) or some of its
/// responses. Padding stands behind the tokens: the causal mask hides it from them.
struct Block : ResponseBlock {
    /// [rows, heads, d] → [heads, M, R, d]
    at::Tensor spread(const at::Tensor& x) const {
        auto part = x.narrow(0, begin, rows);
        if (slotOfRow.defined()) {
            // Zeros in the padding: it must add nothing to gradients.
            part = at::zeros({sequences * length, x.size(1), x.size(2)}, x.options())
                       .index_copy_(0, slotOfRow, part);
        }
        return part.view({sequences, length, x.size(1), x.size(2)}).permute({2, 0, 1, 3});
    }

    /// [heads, M, R, d] written back to the rows of `x` [N, heads, d]
    void collect(const at::Tensor& spreadOut, at::Tensor& x) const {
        auto part =
            spreadOut.permute({1, 2, 0, 3}).reshape({sequences * length, x.size(1), x.size(2)});
        if (slotOfRow.defined()) {
            part = part.index_select(0, slotOfRow);
        }
        x.narrow(0, begin, rows).copy_(part);
    }
};

/// A prompt's rows in parts, each of which sees those before it as a response sees its prompt: what
/// the causal mask hides between parts is not computed, and no scores of all pairs are held.
std::vector<Block> promptBlocks(const PackedQuery& query) {
    constexpr std::int64_t rowsAtOnce = 256;
    const auto parts = (query.promptLength + rowsAtOnce - 1) / rowsAtOnce;
    std::vector<Block> blocks;
    std::int64_t begin = 0;
    for (std::int64_t part = 1; part <= parts; ++part) {
        const auto end = query.promptLength * part / parts;
        blocks.push_back({{.begin = query.begin + begin,
                           .rows = end - begin,
                           .sequences = 1,
                           .length = end - begin}});
        begin = end;
    }
    return blocks;
}

/// A prompt's keys and values, which all of its responses see; undefined where nothing is seen.
struct PromptHeads {
    at::Tensor k = {};  ///< [KV, P, d]
    at::Tensor v = {};  ///< [KV, P, d]

    /// Those before a row of the prompt.
    PromptHeads upTo(std::int64_t row) const {
        return row == 0 ? PromptHeads()
                        : PromptHeads{.k = k.narrow(1, 0, row), .v = v.narrow(1, 0, row)};
    }
};

PromptHeads promptHeads(const at::Tensor& k, const at::Tensor& v, const PackedQuery& query) {
    const auto heads = [&query](const at::Tensor& x) {
        return x.narrow(0, query.begin, query.promptLength).transpose(0, 1).contiguous();
    };
    return {.k = heads(k), .v = heads(v)};
}

/// One block's inputs laid out for matrix products.
struct Spread {
    at::Tensor q;  ///< [KV, M * G * R, d], scaled
    at::Tensor k;  ///< [KV * M, R, d]
    at::Tensor v;  ///< [KV * M, R, d]
    PromptHeads prompt;
};

/// [KV * G, M, R, d] → [KV, M * G * R, d], contiguous; may share `x`'s memory where its layout
/// fits.
at::Tensor byKeyHead(const at::Tensor& x, const Heads& heads, const Block& block) {
    return x.reshape({heads.kv, heads.groups, block.sequences, block.length, heads.size})
        .permute({0, 2, 1, 3, 4})
        .reshape({heads.kv, block.sequences * heads.groups * block.length, heads.size})
        .contiguous();
}

/// [KV, M * G * R, d] → [KV * G, M, R, d]
at::Tensor byQueryHead(const at::Tensor& x, const Heads& heads, const Block& block) {
    return x.view({heads.kv, block.sequences, heads.groups, block.length, heads.size})
        .permute({0, 2, 1, 3, 4})
        .reshape({heads.kv * heads.groups, block.sequences, block.length, heads.size});
}

Spread spread(const at::Tensor& q,
              const at::Tensor& k,
              const at::Tensor& v,
              const Heads& heads,
              const Block& block,
              const PromptHeads& prompt) {
    Spread result;
    result.prompt = prompt;
    const auto flat = {heads.kv * block.sequences, block.length, heads.size};
    result.q =
        byKeyHead(block.spread(q), heads, block).mul(heads.scale);  // never in place: may be q
    result.k = block.spread(k).reshape(flat);
    result.v = block.spread(v).reshape(flat);
    return result;
}

/// Rows of one sequence's query heads: x [KV, M * G * R, n] → [KV * M, G * R, n].
at::Tensor bySequence(const at::Tensor& x, const Heads& heads, const Block& block) {
    return x.view({heads.kv * block.sequences, heads.groups * block.length, x.size(-1)});
}

/// What belongs to each pair of a query row and a key: scores, then probabilities.
struct Pairs {
    at::Tensor prompt;  ///< [KV, M * G * R, P]; undefined for the prompt itself
    at::Tensor own;     ///< [KV * M, G * R, R]
};

SoftmaxShape shapeOf(const Pairs& pairs, const Block& block) {
    return {.rows = pairs.own.numel() / block.length,
            .prefix = pairs.prompt.defined() ? pairs.prompt.size(-1) : 0,
            .length = block.length};
}

/// work(rows begin, rows of both parts) of `pairs`, for the kernels.
template <class Work>
void overPairs(const SoftmaxShape& shape, const Work& work) {
    // Whole sequences' heads: a row's place among them is what it sees.
    const auto perHead = shape.length;
    overRows(shape.rows / perHead,
             perHead * (shape.prefix + shape.length),
             [&](std::int64_t begin, std::int64_t end) {
                 work(begin * perHead,
                      SoftmaxShape{.rows = (end - begin) * perHead,
                                   .prefix = shape.prefix,
                                   .length = shape.length});
             });
}

template <class T>
T* promptRows(const Pairs& pairs, std::int64_t row, const SoftmaxShape& shape) {
    return shape.prefix > 0 ? rowsOf<T>(pairs.prompt) + row * shape.prefix : nullptr;
}

template <class T>
T* ownRows(const Pairs& pairs, std::int64_t row, const SoftmaxShape& shape) {
    return rowsOf<T>(pairs.own) + row * shape.length;
}

/// Both parts side by side, [KV, M * G * R, P + R], for ATen's operations.
at::Tensor joined(const Pairs& pairs, const Heads& heads) {
    const auto own = pairs.own.view({heads.kv, -1, pairs.own.size(-1)});
    return pairs.prompt.defined() ? at::cat({pairs.prompt, own}, -1) : own;
}

/// joined() undone, into `pairs`.
void divide(const at::Tensor& both, Pairs& pairs) {
    const auto length = pairs.own.size(-1);
    const auto prefix = both.size(-1) - length;
    pairs.own = both.narrow(-1, prefix, length).contiguous().view(pairs.own.sizes());
    if (pairs.prompt.defined()) {
        pairs.prompt = both.narrow(-1, 0, prefix).contiguous();
    }
}

/// Joint softmax over prompt and own tokens, own tokens causally.
Pairs probabilities(const Spread& in, const Heads& heads, const Block& block) {
    Pairs pairs;
    pairs.own = at::bmm(bySequence(in.q, heads, block), in.k.transpose(1, 2));
    if (in.prompt.k.defined()) {
        pairs.prompt = at::bmm(in.q, in.prompt.k.transpose(1, 2));
    }
    if (!onRowKernels(pairs.own)) {
        const auto ahead =
            at::ones({block.length, block.length}, pairs.own.options().dtype(at::kBool))
                .triu_(1)
                .repeat({heads.groups, 1});
        pairs.own.masked_fill_(ahead, -std::numeric_limits<double>::infinity());
        divide(at::_softmax(joined(pairs, heads), -1, false), pairs);
        return pairs;
    }
    const auto shape = shapeOf(pairs, block);
    withRowKernels(pairs.own.scalar_type(), [&]<class T>(const RowKernelsOf<T>& kernels, T) {
        overPairs(shape, [&](std::int64_t row, const SoftmaxShape& part) {
            kernels.jointSoftmax(
                promptRows<T>(pairs, row, shape), ownRows<T>(pairs, row, shape), part);
        });
    });
    return pairs;
}

/// Gradients of probabilities → gradients of scores.
Pairs scoreGradients(const Pairs& p, Pairs d, const Heads& heads, const Block& block) {
    if (!onRowKernels(p.own)) {
        divide(
            at::_softmax_backward_data(joined(d, heads), joined(p, heads), -1, p.own.scalar_type()),
            d);
        return d;
    }
    const auto shape = shapeOf(p, block);
    withRowKernels(p.own.scalar_type(), [&]<class T>(const RowKernelsOf<T>& kernels, T) {
        overPairs(shape, [&](std::int64_t row, const SoftmaxShape& part) {
            kernels.jointSoftmaxBackward(promptRows<T>(p, row, shape),
                                         ownRows<T>(p, row, shape),
                                         promptRows<T>(d, row, shape),
                                         ownRows<T>(d, row, shape),
                                         part);
        });
    });
    return d;
}

void attendBlock(const Spread& in, const Heads& heads, const Block& block, at::Tensor& out) {
    const auto p = probabilities(in, heads, block);
    auto result = at::bmm(p.own, in.v).view({heads.kv, -1, heads.size});
    if (p.prompt.defined()) {
        result.baddbmm_(p.prompt, in.prompt.v);
    }
    block.collect(byQueryHead(result, heads, block), out);
}

/// sum [KV, P, d] += part [KV, its first rows, d]; of several parts in fp32, as they are small sums
/// of many.
void addPart(const at::Tensor& part, std::int64_t rows, at::Tensor& sum) {
    if (!sum.defined() && part.size(1) == rows) {
        sum = part;
        return;
    }
    const auto dtype = c10::promoteTypes(part.scalar_type(), at::kFloat);
    sum = sum.defined()
              ? sum.to(dtype)
              : at::zeros({part.size(0), rows, part.size(2)}, part.options().dtype(dtype));
    sum.narrow(1, 0, part.size(1)).add_(part);
}

/// `promptGradient`, of all P rows of the prompt, is added to where the block sees some of them.
void attendBlockBackward(const Spread& in,
                         const at::Tensor& gradient,
                         const Heads& heads,
                         const Block& block,
                         std::int64_t promptLength,
                         PromptHeads& promptGradient,
                         AttentionGradient& result) {
    const auto p = probabilities(in, heads, block);
    const auto dOut = byKeyHead(block.spread(gradient), heads, block);  // [KV, M G R, d]
    const auto dOutOwn = bySequence(dOut, heads, block);
    Pairs dp;
    dp.own = at::bmm(dOutOwn, in.v.transpose(1, 2));
    if (p.prompt.defined()) {
        dp.prompt = at::bmm(dOut, in.prompt.v.transpose(1, 2));
    }
    const auto ds = scoreGradients(p, std::move(dp), heads, block);

    const auto spreadShape = {heads.kv, block.sequences, block.length, heads.size};
    auto dq = at::bmm(ds.own, in.k).view({heads.kv, -1, heads.size});
    if (p.prompt.defined()) {
        dq.baddbmm_(ds.prompt, in.prompt.k);
        // in.q is scaled already, so the keys' gradient is complete.
        addPart(at::bmm(ds.prompt.transpose(1, 2), in.q), promptLength, promptGradient.k);
        addPart(at::bmm(p.prompt.transpose(1, 2), dOut), promptLength, promptGradient.v);
    }
    block.collect(byQueryHead(dq.mul_(heads.scale), heads, block), result.q);
    const auto qOwn = bySequence(in.q, heads, block);
    block.collect(at::bmm(ds.own.transpose(1, 2), qOwn).view(spreadShape), result.k);
    block.collect(at::bmm(p.own.transpose(1, 2), dOutOwn).view(spreadShape), result.v);
}

/// Queries touch rows of their own. On a CPU they are worked on side by side, each by one thread:
/// the products of a short list are too small to be shared. Fewer queries than threads share all of
/// them one after another, outside parallel_for, in which everything is one thread's.
template <class Work>
void forEachQuery(const Pack& pack, bool onCpu, const Work& work) {
    const auto count = static_cast<std::int64_t>(pack.queries.size());
    const std::int64_t workers = at::get_num_threads();
    if (!onCpu || workers == 1 || count < workers) {
        std::for_each(pack.queries.begin(), pack.queries.end(), work);
        return;
    }
    std::atomic<std::int64_t> next = 0;
    at::parallel_for(0, workers, 1, [&](std::int64_t begin, std::int64_t end) {
        for (auto worker = begin; worker < end; ++worker) {
            for (std::int64_t i = next++; i < count; i = next++) {
                work(pack.queries[static_cast<std::size_t>(i)]);
            }
        }
    });
}

}  // namespace

Attended attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const Pack& pack) {
    if (flashTakes(q)) {
        return flashAttend(q, k, v, pack);
    }
    const Heads heads(q, k);
    auto out = at::empty_like(q);
    forEachQuery(pack, q.is_cpu(), [&](const PackedQuery& query) {
        const auto prompt = promptHeads(k, v, query);
        for (const auto& block : promptBlocks(query)) {
            const auto seen = prompt.upTo(block.begin - query.begin);
            attendBlock(spread(q, k, v, heads, block, seen), heads, block, out);
        }
        for (const auto& responses : query.blocks) {
            const Block block{responses};
            attendBlock(spread(q, k, v, heads, block, prompt), heads, block, out);
        }
    });
    return {.out = out.view({q.size(0), -1})};
}

AttentionGradient attendBackward(const at::Tensor& gradient,
                                 const at::Tensor& q,
                                 const at::Tensor& k,
                                 const at::Tensor& v,
                                 const Attended& attended,
                                 const Pack& pack) {
    if (attended.logSumExp.defined()) {
        return flashAttendBackward(gradient, q, k, v, attended, pack);
    }
    const Heads heads(q, k);
    const auto dOut = gradient.view(q.sizes());
    AttentionGradient result{
        .q = at::empty_like(q), .k = at::empty_like(k), .v = at::empty_like(v)};
    forEachQuery(pack, q.is_cpu(), [&](const PackedQuery& query) {
        const auto prompt = promptHeads(k, v, query);
        PromptHeads byLater;  // what later parts of the prompt and the responses ask of its keys
        const auto backward = [&](const Block& block, const PromptHeads& seen) {
            attendBlockBackward(spread(q, k, v, heads, block, seen),
                                dOut,
                                heads,
                                block,
                                query.promptLength,
                                byLater,
                                result);
        };
        for (const auto& block : promptBlocks(query)) {
            backward(block, prompt.upTo(block.begin - query.begin));
        }
        for (const auto& responses : query.blocks) {
            backward(Block{responses}, prompt);
        }
        if (byLater.k.defined()) {
            const auto add = [&query](const at::Tensor& part, at::Tensor& sum) {
                sum.narrow(0, query.begin, query.promptLength).add_(part.transpose(0, 1));
            };
            add(byLater.k, result.k);
            add(byLater.v, result.v);
        }
    });
    return result;
}

}  // namespace lire::models
