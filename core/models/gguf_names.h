// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "core/models/llama_config.h"
#include "core/weights/gguf_file.h"

namespace lire::models {

/// transformers' name of each tensor of a Llama GGUF ("blk.0.attn_q.weight" →
/// "model.layers.0.self_attn.q_proj.weight"), with the heads whose rotary rows are to be turned
/// back.
std::function<weights::GgufFile::Published(const std::string& name)> ggufNames(
    const LlamaConfig& config);

}  // namespace lire::models
