// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

#include "core/models/llama_config.h"
#include "core/models/lora.h"
#include "core/models/token_list.h"

namespace lire::models {

// Floating-point operations (a multiplication and an addition are two) of the matrix products that
// a work needs: body, head at scored positions, attention over the pairs that a causal mask leaves,
// LoRA. Each prompt is counted once, recomputed layers are not: what the mathematics asks for,
// whatever a program does. Norms, RoPE and softmax are left out.

/// Log-probs of the lists' responses.
double logprobWork(const LlamaConfig& config, std::span<const TokenList> lists);

/// Rewards of the lists' responses: no head.
double scoreWork(const LlamaConfig& config, std::span<const TokenList> lists);

/// One training step of LoRA: forward, and backward without gradients of frozen weights.
double trainingWork(const LlamaConfig& config,
                    const LoraConfig& lora,
                    std::span<const TokenList> lists);

/// Prompts read and the lists' responses drawn, as long as they are.
double samplingWork(const LlamaConfig& config, std::span<const TokenList> lists);

}  // namespace lire::models
