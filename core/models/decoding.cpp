// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/decoding.h"

#include <map>
#include <utility>

#include <ATen/ATen.h>

#include "core/models/causal_lm_parts.h"
#include "core/models/decode_attention.h"

namespace lire::models {

namespace {

/// A prompt's keys and values, a pair a layer: [KV, P, d].
struct CachedPrompt {
    std::int64_t length = 0;
    std::vector<at::Tensor> keys = {};
    std::vector<at::Tensor> values = {};
};

/// A sequence's own part, and what each layer sees of it and of its prompt.
struct CachedSequence {
    std::int64_t promptLength = 0;
    at::Tensor cache = {};  ///< [layers, 2, KV, C, d]
    std::vector<DecodeSequence> layers = {};
};

}  // namespace

struct Decoding::Parts {
    const CausalLm::Parts& model;
    std::int64_t room = 0;
    std::size_t nextPrompt = 0;
    std::size_t nextSequence = 0;
    std::map<std::size_t, CachedPrompt> prompts = {};
    std::map<std::size_t, CachedSequence> sequences = {};
    std::vector<at::Tensor> freeCaches = {};  ///< of sequences that have left

    at::Tensor logits(const at::Tensor& x) const {
        const auto normed = model.body.finalNorm().forward(x, model.body.dtype());
        return at::linear(normed, model.head).to(at::kFloat);
    }

    at::Tensor takeCache() {
        if (!freeCaches.empty()) {
            auto cache = std::move(freeCaches.back());
            freeCaches.pop_back();
            return cache;
        }
        const auto& config = model.body.config();
        return at::empty({config.layers, 2, config.kvHeads, room, config.headSize},
                         at::TensorOptions().dtype(model.body.dtype()).device(model.body.device()));
    }
};

Decoding::Decoding(const CausalLm& model, std::size_t maxNewTokens)
    : m_parts(new Parts{.model = *model.m_parts, .room = static_cast<std::int64_t>(maxNewTokens)}) {
}

Decoding::~Decoding() = default;
Decoding::Decoding(Decoding&&) noexcept = default;

std::vector<std::size_t> Decoding::addPrompts(std::span<const std::vector<text::TokenId>> prompts,
                                              at::Tensor& logits) {
    auto& parts = *m_parts;
    const auto& body = parts.model.body;
    std::vector<TokenList> lists;
    for (const auto& prompt : prompts) {
        lists.push_back({.prompt = prompt});
    }
    const auto pack = parts.model.pack(lists);
    const auto angles = body.rope().angles(pack.positions);
    const bool adapter = parts.model.adapterInUse();

    std::vector<std::size_t> handles;
    std::vector<std::int64_t> lastRows;
    for (const auto& query : pack.queries) {
        handles.push_back(parts.nextPrompt);
        parts.prompts[parts.nextPrompt++].length = query.promptLength;
        lastRows.push_back(query.begin + query.promptLength - 1);
    }
    auto x = body.embedding().index_select(0, pack.tokens).to(at::kFloat);  // [N, D]
    for (const auto& layer : body.layers()) {
        LayerCache cache;
        x = layer.forward(x, pack, angles, adapter, &cache);
        for (std::size_t q = 0; q < pack.queries.size(); ++q) {
            const auto& query = pack.queries[q];
            auto& cached = parts.prompts[handles[q]];
            const auto part = [&](const at::Tensor& heads) {  // [N, KV, d] → [KV, P, d]
                return heads.narrow(0, query.begin, query.promptLength)
                    .transpose(0, 1)
                    .contiguous();
            };
            cached.keys.push_back(part(cache.k));
            cached.values.push_back(part(cache.v));
        }
    }
    const auto rows = at::tensor(lastRows, at::kLong).to(body.device());
    logits = parts.logits(x.index_select(0, rows));
    return handles;
}

std::size_t Decoding::addSequence(std::size_t prompt) {
    const auto handle = m_parts->nextSequence++;
    const auto& cached = m_parts->prompts.at(prompt);
    CachedSequence sequence{.promptLength = cached.length, .cache = m_parts->takeCache()};
    for (std::size_t l = 0; l < cached.keys.size(); ++l) {
        const auto own = sequence.cache.select(0, static_cast<std::int64_t>(l));
        sequence.layers.push_back({.promptKeys = cached.keys[l],
                                   .promptValues = cached.values[l],
                                   .ownKeys = own.select(0, 0),
                                   .ownValues = own.select(0, 1)});
    }
    m_parts->sequences[handle] = std::move(sequence);
    return handle;
}

void Decoding::removeSequence(std::size_t sequence) {
    const auto found = m_parts->sequences.find(sequence);
    if (found != m_parts->sequences.end()) {
        m_parts->freeCaches.push_back(std::move(found->second.cache));
        m_parts->sequences.erase(found);
    }
}

void Decoding::removePrompt(std::size_t prompt) {
    m_parts->prompts.erase(prompt);
}

at::Tensor Decoding::step(std::span<const std::size_t> sequences,
                          std::span<const text::TokenId> tokens) {
    auto& parts = *m_parts;
    const auto& body = parts.model.body;
    const bool adapter = parts.model.adapterInUse();
    std::vector<std::int64_t> ids;
    std::vector<std::int64_t> positions;
    std::vector<CachedSequence*> cached;
    for (std::size_t s = 0; s < sequences.size(); ++s) {
        auto& sequence = parts.sequences.at(sequences[s]);
        ids.push_back(tokens[s]);
        positions.push_back(sequence.promptLength + sequence.layers.front().length);
        cached.push_back(&sequence);
    }
    parts.model.tokensComputed += static_cast<std::int64_t>(ids.size());
    const auto toDevice = [&](const std::vector<std::int64_t>& numbers) {
        return at::tensor(numbers, at::kLong).to(body.device());
    };
    const auto angles = body.rope().angles(toDevice(positions));
    auto x = body.embedding().index_select(0, toDevice(ids)).to(at::kFloat);  // [S, D]
    std::vector<const DecodeSequence*> views(cached.size());
    for (std::size_t l = 0; l < body.layers().size(); ++l) {
        const auto& layer = body.layers()[l];
        const auto heads = layer.qkv(x, angles, adapter);
        for (std::size_t s = 0; s < cached.size(); ++s) {
            auto& view = cached[s]->layers[l];
            view.length += 1;
            views[s] = &view;
        }
        storeNewest(heads.k, heads.v, views);
        x = layer.finish(x, decodeAttention(heads.q, views), adapter, nullptr);
    }
    return parts.logits(x);
}

}  // namespace lire::models
