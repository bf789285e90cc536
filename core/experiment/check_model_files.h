// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/models/llama_config.h"

namespace lire::experiment {

/// What a model is to an experiment.
enum class ModelPart {
    Policy,       ///< a language model
    Backbone,     ///< of a reward model to train: whatever has a body
    RewardModel,  ///< finished: a sequence classifier with one label
};

/// Reads the configuration and the tensors' headers of a model, no weights and no tokenizer: quick
/// enough for every key typed into a form. `path`: a folder or a GGUF file that is there. Returns
/// what an adapter must fit. Raises Error (file, key or tensor) where loading it would fail.
/// Thread: any.
models::LlamaConfig checkModelFiles(const std::filesystem::path& path, ModelPart part);

/// The same of a PEFT adapter's folder: the tensors it should have and their shapes on `base`.
/// What its settings mean is looked at when it is read (models::readAdapter).
void checkAdapterFiles(const std::filesystem::path& folder, const models::LlamaConfig& base);

}  // namespace lire::experiment
