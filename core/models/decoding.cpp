// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/decoding.h"

#include <array>
#include <map>
#include <optional>
#include <utility>

#include <ATen/ATen.h>

#include "core/models/causal_lm_parts.h"
#include "core/models/decode_attention.h"
#include "core/models/decode_graphs.h"
#include "core/models/gpu/attend_kernel.h"
#include "core/models/packed_layer.h"
#include "core/models/products.h"

namespace lire::models {

struct Decoding::Parts {
    const CausalLm::Parts& model;
    std::int64_t room = 0;
    bool adapter = false;
    bool packs = false;  ///< whether steps go through packed layers, made at the first one
    std::size_t nextPrompt = 0;
    std::size_t nextSequence = 0;
    std::map<std::size_t, at::Tensor> prompts = {};  ///< [layers, 2, KV, P, d] each
    std::map<std::size_t, DecodeSequence> sequences = {};
    std::vector<at::Tensor> freeCaches = {};  ///< of sequences that have left
    std::vector<PackedLayer> packedLayers = {};
    std::optional<PackedMatrix> packedHead = {};
    std::optional<DecodeGraphs> graphs = {};  ///< where the device records steps
    DecodeSequence spare = {};                ///< for rows that no sequence fills

    at::Tensor logits(const at::Tensor& x) const {
        const auto normed = model.body.finalNorm().forward(x, model.body.dtype());
        return packedHead ? packedHead->product(normed).to(at::kFloat)
                          : timesTransposedWide(normed, model.head);
    }

    at::Tensor newCache(std::int64_t slots) const {
        const auto& config = model.body.config();
        return at::empty({config.layers, 2, config.kvHeads, slots, config.headSize},
                         at::TensorOptions().dtype(model.body.dtype()).device(model.body.device()));
    }

    at::Tensor takeCache() {
        if (freeCaches.empty()) {
            return newCache(room);
        }
        auto cache = std::move(freeCaches.back());
        freeCaches.pop_back();
        return cache;
    }

    void pack(std::int64_t rows) {
        for (const auto& layer : model.body.layers()) {
            packedLayers.emplace_back(layer, model.body.config(), adapter, rows);
        }
        packedHead.emplace(model.head, rows);
    }

    at::Tensor throughLayers(at::Tensor x,
                             const Rope::Angles& angles,
                             const DecodeSequences& views) const {
        const auto& layers = model.body.layers();
        for (std::size_t l = 0; l < layers.size(); ++l) {
            const auto index = static_cast<std::int64_t>(l);
            if (!packedLayers.empty()) {
                x = packedLayers[l].step(x, angles, views, index);
                continue;
            }
            const auto attended = attendNewest(layers[l].qkv(x, adapter), angles, views, index);
            x = layers[l].finish(x, attended, adapter, nullptr);
        }
        return x;
    }

    /// Logits for a step's numbers: ids and positions, [2 or more, S] int64.
    at::Tensor logitsAfter(const at::Tensor& numbers, const DecodeSequences& batch) const {
        const auto& body = model.body;
        const auto angles = body.rope().angles(numbers.select(0, 1));
        const auto x = body.embedding().index_select(0, numbers.select(0, 0)).to(at::kFloat);
        return logits(throughLayers(x, angles, batch));
    }

    /// The same on a GPU, where the table of addressesOf() follows and tells all of the sequences.
    at::Tensor logitsByTable(const at::Tensor& numbers) const {
        const std::array<const DecodeSequence*, 1> anyOfThem = {&spare};
        DecodeSequences batch(anyOfThem);
        batch.table = numbers.narrow(0, 2, 4);
        return logitsAfter(numbers, batch);
    }

    void makeGraphs() {
        const auto device = model.body.device();
        auto record = DecodeGraphs::recorderOf(device);
        if (!record || !gpu::takesHeadSize(device, model.body.config().headSize)) {
            return;
        }
        spare = {.prompt = newCache(0), .own = newCache(room), .length = 1};
        graphs.emplace([this](const at::Tensor& numbers) { return logitsByTable(numbers); },
                       std::move(record));
    }
};

Decoding::Decoding(const CausalLm& model, std::size_t maxNewTokens)
    : m_parts(new Parts{.model = *model.m_parts,
                        .room = static_cast<std::int64_t>(maxNewTokens),
                        .adapter = model.m_parts->adapterInUse(),
                        .packs = PackedLayer::worthwhile(model.m_parts->body)}) {
    m_parts->makeGraphs();
}

Decoding::~Decoding() = default;
Decoding::Decoding(Decoding&&) noexcept = default;

std::vector<std::size_t> Decoding::addPrompts(std::span<const std::vector<text::TokenId>> prompts,
                                              at::Tensor& logits) {
    auto& parts = *m_parts;
    const auto& body = parts.model.body;
    std::vector<TokenList> lists;
    for (const auto& prompt : prompts) {
        checkLength(prompt.size() + static_cast<std::size_t>(parts.room), body.config());
        lists.push_back({.prompt = prompt});
    }
    const auto pack = parts.model.pack(lists);
    const auto angles = body.rope().angles(pack.positions);

    std::vector<std::size_t> handles;
    std::vector<std::int64_t> lastRows;
    for (const auto& query : pack.queries) {
        handles.push_back(parts.nextPrompt);
        parts.prompts[parts.nextPrompt++] = parts.newCache(query.promptLength);
        lastRows.push_back(query.begin + query.promptLength - 1);
    }
    auto x = body.embedding().index_select(0, pack.tokens).to(at::kFloat);  // [N, D]
    for (std::size_t l = 0; l < body.layers().size(); ++l) {
        LayerCache cache;
        x = body.layers()[l].forward(x, pack, angles, parts.adapter, &cache);
        for (std::size_t q = 0; q < pack.queries.size(); ++q) {
            const auto& query = pack.queries[q];
            const auto kept = parts.prompts[handles[q]].select(0, static_cast<std::int64_t>(l));
            const auto keep = [&](std::int64_t which, const at::Tensor& heads) {  // [N, KV, d]
                const auto rows = heads.narrow(0, query.begin, query.promptLength);
                kept.select(0, which).copy_(rows.transpose(0, 1));
            };
            keep(0, cache.k);
            keep(1, cache.v);
        }
    }
    const auto rows = at::tensor(lastRows, at::kLong).to(body.device());
    logits = parts.logits(x.index_select(0, rows));
    return handles;
}

std::size_t Decoding::addSequence(std::size_t prompt) {
    const auto handle = m_parts->nextSequence++;
    m_parts->sequences[handle] = {.prompt = m_parts->prompts.at(prompt),
                                  .own = m_parts->takeCache()};
    return handle;
}

void Decoding::removeSequence(std::size_t sequence) {
    const auto found = m_parts->sequences.find(sequence);
    if (found != m_parts->sequences.end()) {
        m_parts->freeCaches.push_back(std::move(found->second.own));
        m_parts->sequences.erase(found);
    }
}

void Decoding::removePrompt(std::size_t prompt) {
    m_parts->prompts.erase(prompt);
}

at::Tensor Decoding::step(std::span<const std::size_t> sequences,
                          std::span<const text::TokenId> tokens) {
    auto& parts = *m_parts;
    const auto device = parts.model.body.device();
    std::vector<std::int64_t> ids(tokens.begin(), tokens.end());
    std::vector<std::int64_t> positions;
    std::vector<const DecodeSequence*> views;
    for (const auto handle : sequences) {
        auto& sequence = parts.sequences.at(handle);
        positions.push_back(sequence.prompt.size(3) + sequence.length);
        sequence.length += 1;
        views.push_back(&sequence);
    }
    const auto count = static_cast<std::int64_t>(sequences.size());
    parts.model.tokensComputed += count;
    if (parts.packs && parts.packedLayers.empty()) {
        parts.pack(count);
    }
    if (parts.graphs) {
        views.resize(static_cast<std::size_t>(DecodeGraphs::paddedRows(count)), &parts.spare);
        ids.resize(views.size(), 0);
        positions.resize(views.size(), 0);
    }
    // One transfer for all of a step's numbers.
    auto numbers = std::move(ids);
    numbers.insert(numbers.end(), positions.begin(), positions.end());
    if (!device.is_cpu()) {
        const auto addresses = addressesOf(views);
        numbers.insert(numbers.end(), addresses.begin(), addresses.end());
    }
    const auto rows =
        at::tensor(numbers, at::kLong).view({-1, static_cast<std::int64_t>(views.size())});
    if (parts.graphs) {
        return parts.graphs->run(rows, device).narrow(0, 0, count);
    }
    const auto onDevice = rows.to(device);
    DecodeSequences batch(views);
    if (!device.is_cpu()) {
        batch.table = onDevice.narrow(0, 2, 4);
    }
    return parts.logitsAfter(onDevice, batch);
}

}  // namespace lire::models
