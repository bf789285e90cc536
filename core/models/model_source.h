// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/models/model_headers.h"
#include "core/text/chat_template.h"
#include "core/text/tokenizer.h"

namespace lire::models {

/// An opened model: everything but the loaded tensors. Opening reads headers only (no LibTorch
/// work), so `lire inspect` starts at once. From a Hugging Face folder, a GGUF file, or the name of
/// a built-in ("smollm2-135m-instruct": found at $LIRE_MODELS, else $XDG_DATA_HOME/lire/models,
/// else
/// ~/.local/share/lire/models). Thread: any.
struct ModelSource : ModelHeaders {
    std::string name = {};  ///< what the user wrote
    std::shared_ptr<const text::Tokenizer> tokenizer = {};
    std::shared_ptr<const text::ChatTemplate> chatTemplate = {};  ///< null where there is none
    std::string chatTemplateSource = {};
    std::vector<text::TokenId> stopTokens =
        {};  ///< generation_config.json's or the GGUF's; never empty where there is an EOS
    std::optional<text::TokenId> eos = {};  ///< appended to a response given as text
};

/// Raises Error (file, tensor or key, problem, mend) where anything is missing or damaged. Where
/// config.json ties a head to the embedding, and the file holds both, their bytes are compared: a
/// head that differs is the model's own, which config and configJson then say.
std::shared_ptr<const ModelSource> openModel(const std::string& model);

/// The token ids of a prompt that is raw text: BOS only as the tokenizer itself adds it.
std::vector<text::TokenId> encodeRawPrompt(const ModelSource& source, const std::string& prompt);

}  // namespace lire::models
