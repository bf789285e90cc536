// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/projections.h"

#include "core/models/llama_config.h"

namespace lire::models {

std::array<ProjectionShape, projectionCount> projectionShapes(const LlamaConfig& config) {
    const auto width = config.hiddenSize;
    const auto queries = config.heads * config.headSize;
    const auto keys = config.kvHeads * config.headSize;
    const auto inner = config.intermediateSize;
    const bool attention = config.attentionBias;
    const bool feedForward = config.mlpBias;
    return {{{queries, width, attention},
             {keys, width, attention},
             {keys, width, attention},
             {width, queries, attention},
             {inner, width, feedForward},
             {inner, width, feedForward},
             {width, inner, feedForward}}};
}

std::string layerPrefix(std::size_t layer) {
    return "model.layers." + std::to_string(layer) + ".";
}

}  // namespace lire::models
