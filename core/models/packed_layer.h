// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>

#include <ATen/core/Tensor.h>

#include "core/models/decode_attention.h"
#include "core/models/linear.h"
#include "core/models/llama_body.h"
#include "core/models/llama_layer.h"
#include "core/models/products.h"
#include "core/models/rope.h"

namespace lire::models {

/// Projections that read the same input, with their adapters, as one product of few rows:
/// y = [W | s B] [x ; A x].
class PackedProjections {
public:
    /// Without `adapter` the W alone. `rows` is about how many rows x will have.
    PackedProjections(std::initializer_list<const Linear*> projections,
                      bool adapter,
                      std::int64_t rows);

    /// [N, in] → [N, sum of out], one projection's columns after the other's.
    at::Tensor forward(const at::Tensor& x) const;

private:
    std::optional<PackedMatrix> m_a;        ///< [sum of r, in], where there are adapters
    std::optional<PackedMatrix> m_weights;  ///< [sum of out, in + sum of r]
    at::Tensor m_bias;                      ///< [sum of out] or undefined
};

/// A decoder layer as decoding runs it on a CPU, a token a sequence: four products with packed
/// weights, and what lies between them in one go each. A copy of the weights and of the adapter as
/// they are when it is made.
class PackedLayer {
public:
    /// `layer` must outlive it.
    PackedLayer(const LlamaLayer& layer,
                const LlamaConfig& config,
                bool adapter,
                std::int64_t rows);

    /// x [S, D] fp32 → [S, D] fp32; stores the newest keys and values in the sequences' caches.
    at::Tensor step(const at::Tensor& x,
                    const Rope::Angles& angles,
                    const DecodeSequences& sequences,
                    std::int64_t index) const;

    /// Whether packed copies of this model's weights are possible and small beside the machine's
    /// memory: an eighth of it at most. The same on one machine each time, as results of packed
    /// and plain products differ in rounding.
    static bool worthwhile(const LlamaBody& body);

private:
    const LlamaLayer* m_layer;
    std::int64_t m_heads;
    std::int64_t m_kvHeads;
    std::int64_t m_headSize;
    PackedProjections m_qkv;
    PackedProjections m_output;
    PackedProjections m_gateUp;
    PackedProjections m_down;
};

}  // namespace lire::models
