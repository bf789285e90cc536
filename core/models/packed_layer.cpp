// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/packed_layer.h"

#include <vector>

#include <ATen/ATen.h>

#include "core/models/residual.h"
#include "core/models/swiglu.h"

namespace lire::models {

namespace {

bool hasAdapter(const Linear& projection) {
    return projection.adapterA().defined();
}

/// Biases end to end, zero for a projection without one; undefined where none has one.
at::Tensor joinedBias(std::initializer_list<const Linear*> projections) {
    std::vector<at::Tensor> parts;
    bool any = false;
    for (const auto* projection : projections) {
        const auto& weight = projection->weight();
        any = any || projection->bias().defined();
        parts.push_back(projection->bias().defined()
                            ? projection->bias()
                            : at::zeros({weight.size(0)}, weight.options()));
    }
    return any ? at::cat(parts) : at::Tensor();
}

}  // namespace

PackedProjections::PackedProjections(std::initializer_list<const Linear*> projections,
                                     bool adapter,
                                     std::int64_t rows)
    : m_bias(joinedBias(projections)) {
    const auto& first = (*projections.begin())->weight();
    const auto in = first.size(1);
    std::int64_t out = 0;
    std::vector<at::Tensor> as;
    std::int64_t ranks = 0;
    for (const auto* projection : projections) {
        out += projection->weight().size(0);
        if (adapter && hasAdapter(*projection)) {
            as.push_back(projection->adapterA());
            ranks += as.back().size(0);
        }
    }
    auto weights = ranks > 0 ? at::zeros({out, in + ranks}, first.options())
                             : at::empty({out, in}, first.options());
    std::int64_t row = 0;
    std::int64_t column = in;
    for (const auto* projection : projections) {
        const auto& weight = projection->weight();
        weights.narrow(0, row, weight.size(0)).narrow(1, 0, in).copy_(weight);
        if (adapter && hasAdapter(*projection)) {
            const auto& b = projection->scaledAdapterB();
            weights.narrow(0, row, b.size(0)).narrow(1, column, b.size(1)).copy_(b);
            column += b.size(1);
        }
        row += weight.size(0);
    }
    m_weights.emplace(weights, rows);
    if (ranks > 0) {
        m_a.emplace(at::cat(as), rows);
    }
}

at::Tensor PackedProjections::forward(const at::Tensor& x) const {
    return m_weights->product(m_a ? at::cat({x, m_a->product(x)}, 1) : x, m_bias);
}

PackedLayer::PackedLayer(const LlamaLayer& layer,
                         const LlamaConfig& config,
                         bool adapter,
                         std::int64_t rows)
    : m_layer(&layer),
      m_heads(config.heads),
      m_kvHeads(config.kvHeads),
      m_headSize(config.headSize),
      m_qkv({&layer.projection(LlamaLayer::Q),
             &layer.projection(LlamaLayer::K),
             &layer.projection(LlamaLayer::V)},
            adapter,
            rows),
      m_output({&layer.projection(LlamaLayer::O)}, adapter, rows),
      m_gateUp(
          {&layer.projection(LlamaLayer::Gate), &layer.projection(LlamaLayer::Up)}, adapter, rows),
      m_down({&layer.projection(LlamaLayer::Down)}, adapter, rows) {}

at::Tensor PackedLayer::step(const at::Tensor& x,
                             const Rope::Angles& angles,
                             const DecodeSequences& sequences,
                             std::int64_t index) const {
    const auto dtype = m_layer->projection(LlamaLayer::Q).weight().scalar_type();
    const auto qkv =  // [S, H + 2 KV, d]
        m_qkv.forward(m_layer->attentionNorm().forward(x, dtype)).view({x.size(0), -1, m_headSize});
    const QueryKeyValue newest{.q = qkv.narrow(1, 0, m_heads),
                               .k = qkv.narrow(1, m_heads, m_kvHeads),
                               .v = qkv.narrow(1, m_heads + m_kvHeads, m_kvHeads)};
    const auto attended = attendNewest(newest, angles, sequences, index);
    const auto middle = residual(x, m_output.forward(attended), false);  // [S, D] fp32
    const auto gateUp =                                                  // [S, 2 I]
        m_gateUp.forward(m_layer->feedForwardNorm().forward(middle, dtype));
    const auto inner = gateUp.size(1) / 2;
    const auto act = swiglu(gateUp.narrow(1, 0, inner), gateUp.narrow(1, inner, inner));
    return residual(middle, m_down.forward(act), true);
}

bool PackedLayer::worthwhile(const LlamaBody& body) {
    auto bytes = body.embedding().nbytes();  // the head is as large
    for (const auto& layer : body.layers()) {
        for (const auto& projection : layer.projections()) {
            bytes += projection.weight().nbytes();
        }
    }
    return bytes <= static_cast<std::size_t>(machineMemory()) / 8 &&
           PackedMatrix::possible(body.device(), body.dtype());
}

}  // namespace lire::models
