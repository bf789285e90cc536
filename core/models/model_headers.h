// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "core/models/llama_config.h"
#include "core/weights/tensor_file.h"

namespace lire::weights {
class Gguf;
}  // namespace lire::weights

namespace lire::models {

/// What a model's configuration and the headers of its tensors say: no weights, no tokenizer. Quick
/// enough for every key typed into a form.
struct ModelHeaders {
    std::filesystem::path path = {};  ///< resolved file or folder
    std::string architecture = {};    ///< "llama"
    LlamaConfig config = {};
    /// config.json as read, or as derived from GGUF; openModel() looks whether a tied head is one
    nlohmann::json configJson = {};
    /// Tensors under transformers' names ("model.layers.0.self_attn.q_proj.weight") and in
    /// transformers' row order (GGUF's rotary permutation undone on load).
    std::shared_ptr<const weights::TensorFile> tensors = {};
    std::shared_ptr<const weights::Gguf> gguf = {};  ///< the file's other fields; null of a folder
};

/// `path`: a Hugging Face folder or a GGUF file that is there. Raises Error (file, key or tensor)
/// where anything is missing or damaged. Thread: any.
ModelHeaders readHeaders(const std::filesystem::path& path);

}  // namespace lire::models
