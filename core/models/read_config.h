// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "core/models/llama_config.h"
#include "core/weights/gguf.h"

namespace lire::models {

/// What mends weights that are numbers of a quantization.
constexpr const char* unquantizedMend =
    "load the unquantized model, or a GGUF in Q8_0, Q4_0 or Q4_1";

/// The numbers of a config.json as transformers 4 (`rope_theta`, `rope_scaling`) and 5
/// (`rope_parameters`) write it. Raises Error (file, key) for another architecture, quantized
/// weights, another computation than this room's, a missing key, or a value out of range.
LlamaConfig readConfig(const nlohmann::json& config, const std::string& place);

/// The same from a GGUF's metadata (architecture "llama").
LlamaConfig readConfig(const weights::Gguf& gguf);

/// A config.json for transformers.
nlohmann::json writeConfig(const LlamaConfig& config);

}  // namespace lire::models
