// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/llama_body.h"

#include <utility>

#include <ATen/ATen.h>

#include "core/models/load_tensor.h"
#include "core/models/projections.h"

namespace lire::models {

namespace {

LlamaLayer loadLayer(const ModelSource& source,
                     std::size_t layer,
                     c10::ScalarType dtype,
                     c10::Device device) {
    const auto& config = source.config;
    const auto prefix = layerPrefix(layer);
    const auto shapes = projectionShapes(config);
    std::array<Linear, projectionCount> projections;
    for (std::size_t i = 0; i < projections.size(); ++i) {
        const auto name = prefix + std::string(projectionNames[i]);
        const auto [out, in, hasBias] = shapes[i];
        at::Tensor bias;
        if (hasBias) {
            bias = loadTensor(source, name + ".bias", {out}, dtype, device);
        }
        projections[i] =
            Linear(loadTensor(source, name + ".weight", {out, in}, dtype, device), bias);
    }
    const auto norm = [&](const char* name) {
        return RmsNorm(loadTensor(source, prefix + name, {config.hiddenSize}, at::kFloat, device),
                       config.normEpsilon);
    };
    return {std::move(projections),
            norm("input_layernorm.weight"),
            norm("post_attention_layernorm.weight"),
            config};
}

}  // namespace

LlamaBody::LlamaBody(const ModelSource& source, const Compute& compute, bool full)
    : m_config(source.config),
      m_dtype(full ? at::kFloat : scalarType(compute.dtype)),
      m_device(compute.device),
      m_full(full),
      m_embedding(loadTensor(source,
                             "model.embed_tokens.weight",
                             {m_config.vocabSize, m_config.hiddenSize},
                             m_dtype,
                             m_device)),
      m_finalNorm(
          loadTensor(source, "model.norm.weight", {m_config.hiddenSize}, at::kFloat, m_device),
          m_config.normEpsilon),
      m_rope(m_config, m_device) {
    for (std::int64_t layer = 0; layer < m_config.layers; ++layer) {
        m_layers.push_back(loadLayer(source, static_cast<std::size_t>(layer), m_dtype, m_device));
        if (!full && !m_device.is_cpu()) {
            m_layers.back().joinWeights();
        }
    }
    if (full) {
        makeTrainable();
    }
}

at::Tensor LlamaBody::forward(const Pack& pack,
                              bool adapter,
                              BodyCache* cache,
                              std::int64_t keepBytes) const {
    auto x = m_embedding.index_select(0, pack.tokens).to(at::kFloat);  // [N, D]
    const auto angles = m_rope.angles(pack.positions);
    const auto layerBytes = LayerCache::bytes(
        m_config, pack.rows, static_cast<std::int64_t>(c10::elementSize(m_dtype)));
    if (cache != nullptr) {
        cache->layers.resize(m_layers.size());
        cache->angles = angles;
    }
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        LayerCache* keep = nullptr;
        if (cache != nullptr) {
            cache->layers[i].input = x;
            // The last layers are kept first: their way back comes while the others' memory is low.
            const auto fromTop = static_cast<std::int64_t>(m_layers.size() - i);
            keep = fromTop * layerBytes <= keepBytes ? &cache->layers[i] : nullptr;
        }
        x = m_layers[i].forward(x, pack, angles, adapter, keep);
    }
    return x;
}

LayerCache LlamaBody::recompute(std::size_t layer,
                                LayerCache cache,
                                const Pack& pack,
                                const Rope::Angles& angles,
                                bool adapter) const {
    if (!cache.complete()) {
        m_layers[layer].forward(cache.input, pack, angles, adapter, &cache);
    }
    return cache;
}

void LlamaBody::backward(at::Tensor dx, const Pack& pack, bool adapter, BodyCache cache) {
    for (std::size_t i = m_layers.size(); i-- > 0;) {
        const auto layer =
            recompute(i, std::exchange(cache.layers[i], {}), pack, cache.angles, adapter);
        const bool wantInput = i > 0 || m_embeddingGradient.defined();
        m_layers[i].backward(dx, layer, pack, cache.angles, adapter, wantInput);
    }
    if (m_embeddingGradient.defined()) {
        m_embeddingGradient.index_add_(0, pack.tokens, dx);
    }
}

void LlamaBody::makeTrainable() {
    m_embeddingGradient = at::zeros_like(m_embedding);
    m_parameters.push_back({.name = "model.embed_tokens.weight",
                            .value = m_embedding,
                            .gradient = m_embeddingGradient});
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        auto& layer = m_layers[i];
        for (std::size_t p = 0; p < projectionCount; ++p) {
            const auto name = layerPrefix(i) + std::string(projectionNames[p]);
            for (auto& parameter : layer.projections()[p].makeTrainable(name)) {
                m_parameters.push_back(std::move(parameter));
            }
        }
        m_parameters.push_back({.name = layerPrefix(i) + "input_layernorm.weight",
                                .value = layer.attentionNorm().weight(),
                                .gradient = layer.attentionNorm().makeTrainable()});
        m_parameters.push_back({.name = layerPrefix(i) + "post_attention_layernorm.weight",
                                .value = layer.feedForwardNorm().weight(),
                                .gradient = layer.feedForwardNorm().makeTrainable()});
    }
    m_parameters.push_back({.name = "model.norm.weight",
                            .value = m_finalNorm.weight(),
                            .gradient = m_finalNorm.makeTrainable()});
}

void LlamaBody::parametersChanged() {
    for (auto& layer : m_layers) {
        for (auto& projection : layer.projections()) {
            projection.parametersChanged();
        }
    }
}

weights::NamedTensors LlamaBody::merged(c10::ScalarType dtype) const {
    weights::NamedTensors tensors;
    const auto add = [&](const std::string& name, const at::Tensor& tensor) {
        tensors.emplace_back(name, tensor.to(at::kCPU).to(dtype).contiguous());
    };
    add("model.embed_tokens.weight", m_embedding);
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        const auto& layer = m_layers[i];
        for (std::size_t p = 0; p < projectionCount; ++p) {
            const auto name = layerPrefix(i) + std::string(projectionNames[p]);
            const auto& projection = layer.projections()[p];
            add(name + ".weight", projection.merged());
            if (projection.bias().defined()) {
                add(name + ".bias", projection.bias());
            }
        }
        add(layerPrefix(i) + "input_layernorm.weight", layer.attentionNorm().weight());
        add(layerPrefix(i) + "post_attention_layernorm.weight", layer.feedForwardNorm().weight());
    }
    add("model.norm.weight", m_finalNorm.weight());
    return tensors;
}

}  // namespace lire::models
