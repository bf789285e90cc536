// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include "core/models/compute.h"
#include "core/models/llama_config.h"
#include "core/models/llama_layer.h"
#include "core/models/lora.h"
#include "core/models/model_source.h"
#include "core/models/pack.h"
#include "core/models/parameter.h"
#include "core/models/rms_norm.h"
#include "core/models/rope.h"
#include "core/weights/safetensors_writer.h"

namespace lire::models {

/// What a body's way back reads: a layer's activations where the memory budget kept them, its input
/// where not.
struct BodyCache {
    std::vector<LayerCache> layers = {};
    Rope::Angles angles = {};
};

/// Embedding, decoder layers and adapters of a Llama model, without the final norm and head: token
/// ids of a pack → hidden states. Frozen weights in the compute dtype; with `full` fp32 and
/// trainable. Thread: one at a time.
class LlamaBody {
public:
    /// Raises Error for a missing or misshapen tensor.
    LlamaBody(const ModelSource& source, const Compute& compute, bool full);

    /// [N, D] fp32. Fills `cache` where it is not null, at most `keepBytes` of it beside the
    /// layers' inputs.
    at::Tensor forward(const Pack& pack,
                       bool adapter,
                       BodyCache* cache,
                       std::int64_t keepBytes) const;
    /// dx [N, D] fp32 is the gradient with respect to forward()'s result; adds to the parameters'
    /// gradients. Consumes the cache.
    void backward(at::Tensor dx, const Pack& pack, bool adapter, BodyCache cache);

    const LlamaConfig& config() const { return m_config; }
    c10::ScalarType dtype() const { return m_dtype; }
    c10::Device device() const { return m_device; }
    const Rope& rope() const { return m_rope; }
    const std::vector<LlamaLayer>& layers() const { return m_layers; }
    const at::Tensor& embedding() const { return m_embedding; }  ///< [V, D]
    const RmsNorm& finalNorm() const { return m_finalNorm; }
    RmsNorm& finalNorm() { return m_finalNorm; }

    /// Puts a new adapter on the target projections: A Kaiming-uniform (a = sqrt 5) from the seed,
    /// B zero.
    void attachLora(const LoraConfig& lora, std::uint64_t seed);
    /// The same with given values by PEFT's names. `place`: the adapter's file. Raises Error for a
    /// missing, unknown or misshapen one.
    void attachLora(const LoraConfig& lora,
                    const weights::NamedTensors& values,
                    const std::string& place);
    void detachLora();
    /// The adapter's, or with `full` every weight's of the body and the final norm.
    std::vector<Parameter>& parameters() { return m_parameters; }
    const std::vector<Parameter>& parameters() const { return m_parameters; }
    void parametersChanged();
    bool full() const { return m_full; }

    /// All weights under transformers' names, adapters merged, in the dtype given.
    weights::NamedTensors merged(c10::ScalarType dtype) const;

private:
    void makeTrainable();
    void attach(const LoraConfig& lora, std::vector<Parameter> parameters);
    LayerCache recompute(std::size_t layer,
                         LayerCache cache,
                         const Pack& pack,
                         const Rope::Angles& angles,
                         bool adapter) const;

    LlamaConfig m_config;
    c10::ScalarType m_dtype;
    c10::Device m_device;
    bool m_full;
    at::Tensor m_embedding;
    at::Tensor m_embeddingGradient;  ///< [V, D] fp32, where trainable
    std::vector<LlamaLayer> m_layers;
    RmsNorm m_finalNorm;
    Rope m_rope;
    std::vector<Parameter> m_parameters;

public:
    /// Where the tied head's gradient goes too; undefined where frozen.
    const at::Tensor& embeddingGradient() const { return m_embeddingGradient; }
};

}  // namespace lire::models
