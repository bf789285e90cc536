// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/attention.h"

#include <cmath>
#include <limits>

#include <ATen/ATen.h>

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

/// Some sequences of one query side by side: the prompt alone (M = 1, R = P) or its M responses,
/// padded to the longest. Padding stands behind the tokens: the causal mask hides it from them.
struct Block {
    std::int64_t begin = 0;      ///< first row in the pack
    std::int64_t rows = 0;       ///< rows in the pack
    std::int64_t sequences = 0;  ///< M
    std::int64_t length = 0;     ///< R, padded
    const PackedQuery* uneven = nullptr;

    /// [rows, heads, d] → [heads, M, R, d]
    at::Tensor spread(const at::Tensor& x) const {
        auto part = x.narrow(0, begin, rows);
        if (uneven != nullptr) {
            // Zeros in the padding: it must add nothing to gradients.
            part = at::zeros({sequences * length, x.size(1), x.size(2)}, x.options())
                       .index_copy_(0, uneven->slotOfRow, part);
        }
        return part.view({sequences, length, x.size(1), x.size(2)}).permute({2, 0, 1, 3});
    }

    /// [heads, M, R, d] written back to the rows of `x` [N, heads, d]
    void collect(const at::Tensor& spreadOut, at::Tensor& x) const {
        auto part =
            spreadOut.permute({1, 2, 0, 3}).reshape({sequences * length, x.size(1), x.size(2)});
        if (uneven != nullptr) {
            part = part.index_select(0, uneven->slotOfRow);
        }
        x.narrow(0, begin, rows).copy_(part);
    }
};

Block promptBlock(const PackedQuery& query) {
    return {.begin = query.begin,
            .rows = query.promptLength,
            .sequences = 1,
            .length = query.promptLength};
}

Block responseBlock(const PackedQuery& query) {
    return {.begin = query.begin + query.promptLength,
            .rows = query.responseRows,
            .sequences = query.responses(),
            .length = query.longest,
            .uneven = query.even ? nullptr : &query};
}

/// One block's inputs laid out for matrix products.
struct Spread {
    at::Tensor q;        ///< [KV, M * G * R, d], scaled
    at::Tensor k;        ///< [KV * M, R, d]
    at::Tensor v;        ///< [KV * M, R, d]
    at::Tensor promptK;  ///< [KV, P, d]; undefined for the prompt itself
    at::Tensor promptV;  ///< [KV, P, d]
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
              const PackedQuery* prompt) {
    Spread result;
    const auto flat = {heads.kv * block.sequences, block.length, heads.size};
    result.q =
        byKeyHead(block.spread(q), heads, block).mul(heads.scale);  // never in place: may be q
    result.k = block.spread(k).reshape(flat);
    result.v = block.spread(v).reshape(flat);
    if (prompt != nullptr) {
        result.promptK =
            k.narrow(0, prompt->begin, prompt->promptLength).transpose(0, 1).contiguous();
        result.promptV =
            v.narrow(0, prompt->begin, prompt->promptLength).transpose(0, 1).contiguous();
    }
    return result;
}

/// 0 where a token may look, -inf where it may not: [1, G * R, R].
at::Tensor causalMask(const Heads& heads, const Block& block, const at::TensorOptions& options) {
    return at::full({block.length, block.length}, -std::numeric_limits<double>::infinity(), options)
        .triu_(1)
        .repeat({heads.groups, 1})
        .unsqueeze(0);
}

/// Rows of one sequence's query heads: x [KV, M * G * R, n] → [KV * M, G * R, n].
at::Tensor bySequence(const at::Tensor& x, const Heads& heads, const Block& block) {
    return x.view({heads.kv * block.sequences, heads.groups * block.length, x.size(-1)});
}

/// Joint softmax over prompt and own tokens: [KV, M * G * R, P + R] (own tokens last).
at::Tensor probabilities(const Spread& in, const Heads& heads, const Block& block) {
    const auto own = at::baddbmm(causalMask(heads, block, in.q.options()),
                                 bySequence(in.q, heads, block),
                                 in.k.transpose(1, 2))
                         .view({heads.kv, -1, block.length});
    if (!in.promptK.defined()) {
        return at::_softmax(own, -1, false);
    }
    return at::_softmax(at::cat({at::bmm(in.q, in.promptK.transpose(1, 2)), own}, -1), -1, false);
}

void attendBlock(const Spread& in, const Heads& heads, const Block& block, at::Tensor& out) {
    const auto p = probabilities(in, heads, block);
    const auto prefix = p.size(-1) - block.length;
    const auto pOwn = p.narrow(-1, prefix, block.length).contiguous();
    auto result = at::bmm(bySequence(pOwn, heads, block), in.v).view({heads.kv, -1, heads.size});
    if (prefix > 0) {
        result.baddbmm_(p.narrow(-1, 0, prefix), in.promptV);
    }
    block.collect(byQueryHead(result, heads, block), out);
}

/// Adds to the prompt's key and value gradients where the block has a prompt.
void attendBlockBackward(const Spread& in,
                         const at::Tensor& gradient,
                         const Heads& heads,
                         const Block& block,
                         const PackedQuery* prompt,
                         AttentionGradient& result) {
    const auto p = probabilities(in, heads, block);
    const auto prefix = p.size(-1) - block.length;
    const auto dOut = byKeyHead(block.spread(gradient), heads, block);  // [KV, M G R, d]
    const auto dOutOwn = bySequence(dOut, heads, block);
    const auto pOwn = bySequence(p.narrow(-1, prefix, block.length).contiguous(), heads, block);

    const auto dpOwn = at::bmm(dOutOwn, in.v.transpose(1, 2)).view({heads.kv, -1, block.length});
    const auto dp =
        prefix > 0 ? at::cat({at::bmm(dOut, in.promptV.transpose(1, 2)), dpOwn}, -1) : dpOwn;
    const auto ds = at::_softmax_backward_data(dp, p, -1, p.scalar_type());  // [KV, M G R, P + R]
    const auto dsOwn = bySequence(ds.narrow(-1, prefix, block.length).contiguous(), heads, block);

    const auto spreadShape = {heads.kv, block.sequences, block.length, heads.size};
    auto dq = at::bmm(dsOwn, in.k).view({heads.kv, -1, heads.size});
    if (prefix > 0) {
        const auto dsPrompt = ds.narrow(-1, 0, prefix);
        dq.baddbmm_(dsPrompt, in.promptK);
        // in.q is scaled already, so the keys' gradient is complete.
        const auto dPromptK = at::bmm(dsPrompt.transpose(1, 2), in.q);                 // [KV, P, d]
        const auto dPromptV = at::bmm(p.narrow(-1, 0, prefix).transpose(1, 2), dOut);  // [KV, P, d]
        result.k.narrow(0, prompt->begin, prompt->promptLength).add_(dPromptK.transpose(0, 1));
        result.v.narrow(0, prompt->begin, prompt->promptLength).add_(dPromptV.transpose(0, 1));
    }
    block.collect(byQueryHead(dq.mul_(heads.scale), heads, block), result.q);
    const auto qOwn = bySequence(in.q, heads, block);
    block.collect(at::bmm(dsOwn.transpose(1, 2), qOwn).view(spreadShape), result.k);
    block.collect(at::bmm(pOwn.transpose(1, 2), dOutOwn).view(spreadShape), result.v);
}

}  // namespace

at::Tensor attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const Pack& pack) {
    const Heads heads(q, k);
    auto out = at::empty_like(q);
    for (const auto& query : pack.queries) {
        const auto prompt = promptBlock(query);
        attendBlock(spread(q, k, v, heads, prompt, nullptr), heads, prompt, out);
        if (query.responseRows > 0) {
            const auto responses = responseBlock(query);
            attendBlock(spread(q, k, v, heads, responses, &query), heads, responses, out);
        }
    }
    return out.view({q.size(0), -1});
}

AttentionGradient attendBackward(const at::Tensor& gradient,
                                 const at::Tensor& q,
                                 const at::Tensor& k,
                                 const at::Tensor& v,
                                 const Pack& pack) {
    const Heads heads(q, k);
    const auto dOut = gradient.view(q.sizes());
    AttentionGradient result{
        .q = at::empty_like(q), .k = at::empty_like(k), .v = at::empty_like(v)};
    for (const auto& query : pack.queries) {
        const auto prompt = promptBlock(query);
        attendBlockBackward(
            spread(q, k, v, heads, prompt, nullptr), dOut, heads, prompt, nullptr, result);
        if (query.responseRows > 0) {
            const auto responses = responseBlock(query);
            attendBlockBackward(
                spread(q, k, v, heads, responses, &query), dOut, heads, responses, &query, result);
        }
    }
    return result;
}

}  // namespace lire::models
