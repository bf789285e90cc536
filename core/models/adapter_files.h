// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/models/lora.h"
#include "core/weights/safetensors_writer.h"

namespace lire::models {

/// A PEFT adapter's folder as data; tensors under PEFT's names, fp32.
struct AdapterFiles {
    LoraConfig config = {};
    weights::NamedTensors tensors = {};
};

/// Reads `adapter_config.json` alone; raises as readAdapter does.
LoraConfig readLoraConfig(const std::filesystem::path& directory);

/// Reads `adapter_config.json` and `adapter_model.safetensors`. Raises Error for what this program
/// does not compute (another kind than LoRA, DoRA, modules_to_save, biases, patterns by layer).
AdapterFiles readAdapter(const std::filesystem::path& directory);

/// Writes both, readable by PEFT; the folder is created. `base`: base_model_name_or_path.
void writeAdapter(const std::filesystem::path& directory,
                  const AdapterFiles& adapter,
                  const std::string& base);

/// The projections that LoRA may be put on.
const std::vector<std::string>& loraTargets();

}  // namespace lire::models
