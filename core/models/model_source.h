// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/models/llama_config.h"
#include "core/text/chat_template.h"
#include "core/text/tokenizer.h"
#include "core/weights/tensor_file.h"

namespace lire::models {

/// An opened model: everything but the loaded tensors. Opening reads headers only (no LibTorch
/// work), so `lire inspect` starts at once. From a Hugging Face folder, a GGUF file, or the name of
/// a built-in ("smollm2-135m-instruct": found at $LIRE_MODELS, else $XDG_DATA_HOME/lire/models,
/// else
/// ~/.local/share/lire/models). Thread: any.
struct ModelSource {
    std::string name = {};            ///< what the user wrote
    std::filesystem::path path = {};  ///< resolved file or folder
    std::string architecture = {};    ///< "llama"
    LlamaConfig config = {};
    /// Tensors under transformers' names ("model.layers.0.self_attn.q_proj.weight") and in
    /// transformers' row order (GGUF's rotary permutation undone on load).
    std::shared_ptr<const weights::TensorFile> tensors = {};
    std::shared_ptr<const text::Tokenizer> tokenizer = {};
    std::shared_ptr<const text::ChatTemplate> chatTemplate = {};  ///< null where there is none
    std::string chatTemplateSource = {};
    std::vector<text::TokenId> stopTokens =
        {};  ///< generation_config.json's or the GGUF's; never empty where there is an EOS
    std::optional<text::TokenId> eos = {};  ///< appended to a response given as text
    nlohmann::json configJson = {};         ///< config.json as read, or as derived from GGUF
};

/// Raises Error (file, tensor or key, problem, mend) where anything is missing or damaged.
std::shared_ptr<const ModelSource> openModel(const std::string& model);

/// The token ids of a prompt that is raw text: BOS only as the tokenizer itself adds it.
std::vector<text::TokenId> encodeRawPrompt(const ModelSource& source, const std::string& prompt);

}  // namespace lire::models
