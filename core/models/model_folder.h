// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include <nlohmann/json.hpp>

#include "core/models/model_source.h"
#include "core/weights/safetensors_writer.h"

namespace lire::models {

/// Writes a Hugging Face folder that other tools load: config.json (the source's with
/// `configChanges` laid over it), generation_config.json, model.safetensors, tokenizer and chat
/// template (a folder's files are copied, a GGUF's are written anew). Raises Error
/// (Blame::Running).
void writeModelFolder(const std::filesystem::path& directory,
                      const ModelSource& source,
                      const weights::NamedTensors& tensors,
                      const nlohmann::json& configChanges);

}  // namespace lire::models
