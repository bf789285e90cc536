// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lire::models {

struct LlamaConfig;
struct LoraConfig;

/// A tensor of a PEFT adapter, by PEFT's name.
struct AdapterTensor {
    std::string name = {};
    std::vector<std::int64_t> shape = {};
};

/// "self_attn.q_proj" is a target where "q_proj" is. Thread: any.
bool isTarget(std::string_view projection, const LoraConfig& lora);

/// PEFT's name of a projection's adapter, up to "lora_A" or "lora_B".
std::string adapterName(std::size_t layer, std::string_view projection);

/// What an adapter of these settings holds for this model: A [rank, columns] and B [rows, rank] of
/// each target, by layer and projection.
std::vector<AdapterTensor> adapterTensors(const LoraConfig& lora, const LlamaConfig& base);

/// Raises Error (file, tensor) unless `found` are these tensors and no others, in any order.
/// `place`: the adapter's file.
void requireAdapterTensors(const std::vector<AdapterTensor>& found,
                           const LoraConfig& lora,
                           const LlamaConfig& base,
                           const std::string& place);

}  // namespace lire::models
