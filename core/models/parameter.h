// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>

#include <ATen/core/Tensor.h>

namespace lire::models {

/// One trainable tensor: value and gradient in fp32 on the model's device, `gradient` of the same
/// shape, zero after zeroGradients(). `name` is PEFT's (LoRA: "base_model.model.model.layers.0.
/// self_attn.q_proj.lora_A.weight") or transformers' (full).
struct Parameter {
    std::string name = {};
    at::Tensor value = {};
    at::Tensor gradient = {};
};

/// Sets every gradient to zero, all at once.
void zeroGradients(std::span<const Parameter> parameters);

}  // namespace lire::models
