// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/llama_layer.h"

#include <utility>

#include <ATen/ATen.h>

#include "core/models/llama_config.h"
#include "core/models/products.h"
#include "core/models/residual.h"
#include "core/models/swiglu.h"

namespace lire::models {

std::int64_t LayerCache::bytes(const LlamaConfig& config,
                               std::int64_t rows,
                               std::int64_t elementSize) {
    const auto attention = (2 * config.heads + 2 * config.kvHeads) * config.headSize;
    const auto feedForward = 2 * config.intermediateSize;
    return rows * ((attention + feedForward) * elementSize + config.hiddenSize * 4);
}

LlamaLayer::LlamaLayer(std::array<Linear, projectionCount> projections,
                       RmsNorm attentionNorm,
                       RmsNorm feedForwardNorm,
                       const LlamaConfig& config)
    : m_projections(std::move(projections)),
      m_attentionNorm(std::move(attentionNorm)),
      m_feedForwardNorm(std::move(feedForwardNorm)),
      m_headSize(config.headSize) {}

void LlamaLayer::joinWeights() {
    const auto join = [this](std::initializer_list<Projection> which) {
        std::vector<at::Tensor> weights;
        for (const auto projection : which) {
            if (m_projections[projection].bias().defined()) {
                return at::Tensor();
            }
            weights.push_back(m_projections[projection].weight());
        }
        auto joined = at::cat(weights);
        std::int64_t row = 0;
        for (const auto projection : which) {
            const auto rows = m_projections[projection].weight().size(0);
            m_projections[projection] = Linear(joined.narrow(0, row, rows), {});
            row += rows;
        }
        return joined;
    };
    m_qkvWeight = join({Q, K, V});
    m_gateUpWeight = join({Gate, Up});
}

std::vector<at::Tensor> LlamaLayer::project(const at::Tensor& x,
                                            std::initializer_list<Projection> which,
                                            const at::Tensor& joined,
                                            bool adapter) const {
    std::vector<at::Tensor> results;
    if (!joined.defined()) {
        for (const auto projection : which) {
            results.push_back(m_projections[projection].forward(x, adapter));
        }
        return results;
    }
    const auto all = timesTransposed(x, joined);
    std::int64_t column = 0;
    for (const auto projection : which) {
        const auto columns = m_projections[projection].weight().size(0);
        results.push_back(all.narrow(1, column, columns));
        if (adapter) {
            m_projections[projection].addAdapter(x, results.back());
        }
        column += columns;
    }
    return results;
}

QueryKeyValue LlamaLayer::qkv(const at::Tensor& x, bool adapter) const {
    const auto normed = m_attentionNorm.forward(x, m_projections[Q].weight().scalar_type());
    const auto parts = project(normed, {Q, K, V}, m_qkvWeight, adapter);
    const auto heads = [&](const at::Tensor& part) {
        return part.unflatten(1, {part.size(1) / m_headSize, m_headSize});
    };
    return {.q = heads(parts[0]), .k = heads(parts[1]), .v = heads(parts[2])};
}

at::Tensor LlamaLayer::finish(const at::Tensor& x,
                              const at::Tensor& attended,
                              bool adapter,
                              LayerCache* cache) const {
    auto middle = residual(x, m_projections[O].forward(attended, adapter), false);  // [N, D] fp32
    const auto normed = m_feedForwardNorm.forward(middle, attended.scalar_type());
    const auto parts = project(normed, {Gate, Up}, m_gateUpWeight, adapter);
    auto gate = parts[0];  // [N, I]
    auto up = parts[1];    // [N, I]
    const auto down = m_projections[Down].forward(swiglu(gate, up), adapter);
    if (cache == nullptr) {
        return residual(middle, down, true);
    }
    auto out = residual(middle, down, false);
    cache->middle = std::move(middle);
    cache->gate = std::move(gate);
    cache->up = std::move(up);
    return out;
}

at::Tensor LlamaLayer::forward(const at::Tensor& x,
                               const Pack& pack,
                               const Rope::Angles& angles,
                               bool adapter,
                               LayerCache* cache) const {
    auto heads = qkv(x, adapter);
    heads.q = Rope::rotate(heads.q, angles);
    heads.k = Rope::rotate(heads.k, angles);
    auto attended = attend(heads.q, heads.k, heads.v, pack);
    auto out = finish(x, attended.out, adapter, cache);
    if (cache != nullptr) {
        cache->attended = std::move(attended);
        cache->q = std::move(heads.q);
        cache->k = std::move(heads.k);
        cache->v = heads.v.contiguous();  // where joined, a view would keep all of the product
    }
    return out;
}

void LlamaLayer::feedForwardBackward(at::Tensor& dx, const LayerCache& cache, bool adapter) const {
    const auto dtype = cache.gate.scalar_type();
    const auto dOut = dx.to(dtype);
    const auto act =
        m_projections[Down].trains(adapter) ? swiglu(cache.gate, cache.up) : at::Tensor();
    at::Tensor dAct;
    m_projections[Down].backward(dOut, act, adapter, &dAct);
    const auto [dGate, dUp] = swigluBackward(dAct, cache.gate, cache.up);
    at::Tensor normed;
    if (m_projections[Gate].trains(adapter) || m_projections[Up].trains(adapter)) {
        normed = m_feedForwardNorm.forward(cache.middle, dtype);
    }
    at::Tensor dNormed;
    m_projections[Gate].backward(dGate, normed, adapter, &dNormed);
    m_projections[Up].backward(dUp, normed, adapter, &dNormed);
    m_feedForwardNorm.backward(dNormed, cache.middle, dx);
}

void LlamaLayer::backward(at::Tensor& dx,
                          const LayerCache& cache,
                          const Pack& pack,
                          const Rope::Angles& angles,
                          bool adapter,
                          bool wantInput) const {
    feedForwardBackward(dx, cache, adapter);

    const auto dtype = cache.q.scalar_type();
    const auto rows = dx.size(0);
    at::Tensor dAttended;
    m_projections[O].backward(dx.to(dtype), cache.attended.out, adapter, &dAttended);
    const auto gradient =
        attendBackward(dAttended, cache.q, cache.k, cache.v, cache.attended, pack);
    const auto dq = Rope::rotate(gradient.q, angles, true).view({rows, -1});
    const auto dk = Rope::rotate(gradient.k, angles, true).view({rows, -1});
    const auto dv = gradient.v.view({rows, -1});

    at::Tensor normed;
    if (m_projections[Q].trains(adapter) || m_projections[K].trains(adapter) ||
        m_projections[V].trains(adapter)) {
        normed = m_attentionNorm.forward(cache.input, dtype);
    }
    at::Tensor dNormed;
    auto* const wanted = wantInput ? &dNormed : nullptr;
    m_projections[Q].backward(dq, normed, adapter, wanted);
    m_projections[K].backward(dk, normed, adapter, wanted);
    m_projections[V].backward(dv, normed, adapter, wanted);
    if (wantInput) {
        m_attentionNorm.backward(dNormed, cache.input, dx);
    } else {
        dx.reset();
    }
}

}  // namespace lire::models
