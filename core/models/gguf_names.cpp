// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/gguf_names.h"

#include <array>
#include <utility>

namespace lire::models {

namespace {

constexpr std::array<std::pair<const char*, const char*>, 9> parts{{
    {"attn_q", "self_attn.q_proj"},
    {"attn_k", "self_attn.k_proj"},
    {"attn_v", "self_attn.v_proj"},
    {"attn_output", "self_attn.o_proj"},
    {"ffn_gate", "mlp.gate_proj"},
    {"ffn_up", "mlp.up_proj"},
    {"ffn_down", "mlp.down_proj"},
    {"attn_norm", "input_layernorm"},
    {"ffn_norm", "post_attention_layernorm"},
}};

}  // namespace

std::function<weights::GgufFile::Published(const std::string& name)> ggufNames(
    const LlamaConfig& config) {
    return [heads = config.heads,
            kvHeads = config.kvHeads](const std::string& name) -> weights::GgufFile::Published {
        if (name == "token_embd.weight") {
            return {"model.embed_tokens.weight", 0};
        }
        if (name == "output_norm.weight") {
            return {"model.norm.weight", 0};
        }
        if (name == "output.weight") {
            return {"lm_head.weight", 0};
        }
        const auto layerEnd = name.find('.', 4);
        if (!name.starts_with("blk.") || layerEnd == std::string::npos) {
            return {};
        }
        const auto partEnd = name.find('.', layerEnd + 1);
        if (partEnd == std::string::npos) {
            return {};
        }
        const auto part = name.substr(layerEnd + 1, partEnd - layerEnd - 1);
        for (const auto& [from, to] : parts) {
            if (part == from) {
                const std::int64_t permuted =
                    part == "attn_q" ? heads : (part == "attn_k" ? kvHeads : 0);
                return {"model.layers." + name.substr(4, layerEnd - 4) + "." + to +
                            name.substr(partEnd),
                        permuted};
            }
        }
        return {};
    };
}

}  // namespace lire::models
