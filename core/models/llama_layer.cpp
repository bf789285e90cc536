// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/llama_layer.h"

#include <utility>

#include <ATen/ATen.h>

#include "core/models/attention.h"
#include "core/models/llama_config.h"
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

const std::array<std::string_view, LlamaLayer::projectionCount>& LlamaLayer::projectionNames() {
    static constexpr std::array<std::string_view, projectionCount> names = {"self_attn.q_proj",
                                                                            "self_attn.k_proj",
                                                                            "self_attn.v_proj",
                                                                            "self_attn.o_proj",
                                                                            "mlp.gate_proj",
                                                                            "mlp.up_proj",
                                                                            "mlp.down_proj"};
    return names;
}

LlamaLayer::LlamaLayer(std::array<Linear, projectionCount> projections,
                       RmsNorm attentionNorm,
                       RmsNorm feedForwardNorm,
                       const LlamaConfig& config)
    : m_projections(std::move(projections)),
      m_attentionNorm(std::move(attentionNorm)),
      m_feedForwardNorm(std::move(feedForwardNorm)),
      m_headSize(config.headSize) {}

QueryKeyValue LlamaLayer::qkv(const at::Tensor& x, bool adapter) const {
    const auto normed = m_attentionNorm.forward(x, m_projections[Q].weight().scalar_type());
    const auto project = [&](Projection which) {
        return m_projections[which].forward(normed, adapter).view({x.size(0), -1, m_headSize});
    };
    return {.q = project(Q), .k = project(K), .v = project(V)};
}

at::Tensor LlamaLayer::finish(const at::Tensor& x,
                              const at::Tensor& attended,
                              bool adapter,
                              LayerCache* cache) const {
    auto middle = residual(x, m_projections[O].forward(attended, adapter), false);  // [N, D] fp32
    const auto normed = m_feedForwardNorm.forward(middle, attended.scalar_type());
    auto gate = m_projections[Gate].forward(normed, adapter);  // [N, I]
    auto up = m_projections[Up].forward(normed, adapter);      // [N, I]
    const auto down = m_projections[Down].forward(swiglu(gate, up), adapter);
    if (cache == nullptr) {
        return residual(middle, down, true);
    }
    auto out = residual(middle, down, false);
    cache->attended = attended;
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
    const auto attended = attend(heads.q, heads.k, heads.v, pack);
    auto out = finish(x, attended, adapter, cache);
    if (cache != nullptr) {
        cache->q = std::move(heads.q);
        cache->k = std::move(heads.k);
        cache->v = std::move(heads.v);
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
    m_projections[O].backward(dx.to(dtype), cache.attended, adapter, &dAttended);
    const auto gradient = attendBackward(dAttended, cache.q, cache.k, cache.v, pack);
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
