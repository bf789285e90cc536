// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/models/attention.h"
#include "core/models/linear.h"
#include "core/models/pack.h"
#include "core/models/projections.h"
#include "core/models/query_key_value.h"
#include "core/models/rms_norm.h"
#include "core/models/rope.h"

namespace lire::models {

struct LlamaConfig;

/// What one layer's way back reads. Where only `input` is kept, the layer is computed again first.
struct LayerCache {
    at::Tensor input = {};  ///< [N, D] fp32
    at::Tensor q = {};      ///< [N, H, d], rotated, compute dtype
    at::Tensor k = {};      ///< [N, KV, d], rotated
    at::Tensor v = {};      ///< [N, KV, d]
    Attended attended = {};
    at::Tensor middle = {};  ///< [N, D] fp32, after the attention's residual
    at::Tensor gate = {};    ///< [N, I] before SiLU
    at::Tensor up = {};      ///< [N, I]

    bool complete() const { return q.defined(); }
    /// Bytes of everything but the input, for a layer of these sizes.
    static std::int64_t bytes(const LlamaConfig& config,
                              std::int64_t rows,
                              std::int64_t elementSize);
};

/// One decoder layer: x + attention(norm(x)), then + feed-forward(norm(.)). The residual stream is
/// fp32, matrix products are in the compute dtype.
class LlamaLayer {
public:
    LlamaLayer(std::array<Linear, projectionCount> projections,
               RmsNorm attentionNorm,
               RmsNorm feedForwardNorm,
               const LlamaConfig& config);

    /// Makes the weights of q, k and v, and of gate and up, parts of one matrix each, where they
    /// have no biases: one product then gives them together. For a GPU, whose few-row products are
    /// slow; before the weights are trained or copied.
    void joinWeights();

    /// x [N, D] fp32 → [N, D] fp32. Fills `cache` where it is not null (all but `input`).
    at::Tensor forward(const at::Tensor& x,
                       const Pack& pack,
                       const Rope::Angles& angles,
                       bool adapter,
                       LayerCache* cache) const;

    /// dx [N, D] fp32 becomes the gradient with respect to the layer's input; `wantInput` false
    /// (the first layer of an adapter) leaves it undefined. `cache` must be complete.
    void backward(at::Tensor& dx,
                  const LayerCache& cache,
                  const Pack& pack,
                  const Rope::Angles& angles,
                  bool adapter,
                  bool wantInput) const;

    /// The parts of forward() that decoding needs apart: q, k and v of x [N, D], [N, H or KV, d],
    /// not yet turned by their positions.
    QueryKeyValue qkv(const at::Tensor& x, bool adapter) const;
    /// The rest of the layer after attention: x [N, D] fp32, attended [N, H * d].
    at::Tensor finish(const at::Tensor& x,
                      const at::Tensor& attended,
                      bool adapter,
                      LayerCache* cache) const;

    enum Projection : std::size_t { Q, K, V, O, Gate, Up, Down };
    const Linear& projection(Projection which) const { return m_projections[which]; }
    std::array<Linear, projectionCount>& projections() { return m_projections; }
    const std::array<Linear, projectionCount>& projections() const { return m_projections; }
    RmsNorm& attentionNorm() { return m_attentionNorm; }
    RmsNorm& feedForwardNorm() { return m_feedForwardNorm; }
    const RmsNorm& attentionNorm() const { return m_attentionNorm; }
    const RmsNorm& feedForwardNorm() const { return m_feedForwardNorm; }

private:
    void feedForwardBackward(at::Tensor& dx, const LayerCache& cache, bool adapter) const;

    std::vector<at::Tensor> project(const at::Tensor& x,
                                    std::initializer_list<Projection> which,
                                    const at::Tensor& joined,
                                    bool adapter) const;

    std::array<Linear, projectionCount> m_projections;
    at::Tensor m_qkvWeight;     ///< [H d + 2 KV d, D] where joined
    at::Tensor m_gateUpWeight;  ///< [2 I, D] where joined
    RmsNorm m_attentionNorm;
    RmsNorm m_feedForwardNorm;
    std::int64_t m_headSize;
};

}  // namespace lire::models
