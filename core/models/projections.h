// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lire::models {

struct LlamaConfig;

/// A layer's linear maps by transformers' names, in the order in which the layer has them.
inline constexpr std::array<std::string_view, 7> projectionNames = {"self_attn.q_proj",
                                                                    "self_attn.k_proj",
                                                                    "self_attn.v_proj",
                                                                    "self_attn.o_proj",
                                                                    "mlp.gate_proj",
                                                                    "mlp.up_proj",
                                                                    "mlp.down_proj"};
inline constexpr std::size_t projectionCount = projectionNames.size();

/// What the configuration asks of a projection: y [rows] = W [rows, columns] x + bias.
struct ProjectionShape {
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    bool bias = false;
};

/// In the order of projectionNames. Thread: any.
std::array<ProjectionShape, projectionCount> projectionShapes(const LlamaConfig& config);

/// transformers' prefix of a layer's tensors, with its dot.
std::string layerPrefix(std::size_t layer);

}  // namespace lire::models
