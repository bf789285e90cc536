// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/model_source.h"

#include <algorithm>
#include <cstring>

#include "core/error.h"
#include "core/models/built_in.h"
#include "core/models/open_tokenizer.h"
#include "core/models/read_model_file.h"
#include "core/text/tokenizer_json.h"
#include "core/weights/gguf.h"
#include "core/weights/gguf_vocabulary.h"

namespace lire::models {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

fs::path resolvePath(const std::string& model) {
    const auto builtIn = builtInPath(model);
    std::error_code absent;  // also a name too long for any file
    const bool isThere = fs::exists(model, absent);
    if (builtIn && !isThere) {
        if (!fs::exists(*builtIn)) {
            throw Error(builtIn->string(),
                        "the built-in model " + model + " is not there",
                        "run packaging/demo once, or set LIRE_MODELS to the folder that holds it");
        }
        return *builtIn;
    }
    if (!isThere) {
        throw Error(model,
                    "no such model",
                    "name a Hugging Face folder, a GGUF file, or the built-in \"" +
                        nearestBuiltIn(model) + "\"");
    }
    return model;
}

void setTemplate(ModelSource& source, std::string chatTemplate, const std::string& place) {
    if (!chatTemplate.empty()) {
        source.chatTemplateSource = std::move(chatTemplate);
        source.chatTemplate =
            std::make_shared<const text::ChatTemplate>(source.chatTemplateSource, place);
    }
}

void addStop(ModelSource& source, std::optional<text::TokenId> id) {
    auto& stops = source.stopTokens;
    if (id && std::find(stops.begin(), stops.end(), *id) == stops.end()) {
        stops.push_back(*id);
    }
}

void openGguf(ModelSource& source) {
    const auto& gguf = *source.gguf;
    source.tokenizer = std::make_shared<const text::Tokenizer>(weights::ggufVocabulary(gguf));
    setTemplate(source, gguf.text("tokenizer.chat_template", ""), source.path.string());
    source.eos = source.tokenizer->eos();
    addStop(source, source.eos);
    if (gguf.has("tokenizer.ggml.eot_token_id")) {
        addStop(source, static_cast<text::TokenId>(gguf.integer("tokenizer.ggml.eot_token_id", 0)));
    }
    source.configJson["eos_token_id"] = source.eos ? json(*source.eos) : json();
    source.configJson["bos_token_id"] =
        source.tokenizer->bos() ? json(*source.tokenizer->bos()) : json();
}

/// A chat template is a text, or a list of named ones of which "default" is meant.
std::string templateOf(const fs::path& folder) {
    if (fs::exists(folder / "chat_template.jinja")) {
        return readModelText(folder / "chat_template.jinja");
    }
    const auto path = folder / "tokenizer_config.json";
    if (!fs::exists(path)) {
        return {};
    }
    const auto config = readModelJson(path);
    const auto found = config.find("chat_template");
    if (found == config.end()) {
        return {};
    }
    if (found->is_string()) {
        return found->get<std::string>();
    }
    for (const auto& entry : *found) {
        if (entry.is_object() && entry.value("name", "") == "default") {
            return entry.value("template", "");
        }
    }
    return {};
}

void addStops(ModelSource& source, const json& config, const std::string& place) {
    const auto found = config.find("eos_token_id");
    if (found == config.end() || found->is_null()) {
        return;
    }
    for (const auto& id : found->is_array() ? *found : json::array({*found})) {
        if (!id.is_number_integer() || id.get<std::int64_t>() < 0 ||
            id.get<std::int64_t>() >= source.config.vocabSize) {
            throw Error(place,
                        "\"eos_token_id\" is " + id.dump() + ", outside the vocabulary",
                        "give ids below " + std::to_string(source.config.vocabSize));
        }
        addStop(source, static_cast<text::TokenId>(id.get<std::int64_t>()));
    }
}

/// transformers ties a head to the embedding only where the two are equal; one that differs is the
/// model's own, whatever config.json says.
bool hasOwnHead(const weights::TensorFile& tensors) {
    constexpr const char* headName = "lm_head.weight";
    constexpr const char* embeddingName = "model.embed_tokens.weight";
    if (tensors.find(headName) == nullptr || tensors.find(embeddingName) == nullptr) {
        return false;
    }
    const auto head = tensors.stored(headName);
    const auto embedding = tensors.stored(embeddingName);
    return head.info->dtype != embedding.info->dtype || head.info->shape != embedding.info->shape ||
           std::memcmp(head.bytes, embedding.bytes, head.info->bytes) != 0;
}

void openFolder(ModelSource& source) {
    const auto& folder = source.path;
    if (source.config.tiedEmbeddings && hasOwnHead(*source.tensors)) {
        source.config.tiedEmbeddings = false;
        source.configJson["tie_word_embeddings"] = false;
    }
    source.tokenizer = openTokenizer(folder.string());
    setTemplate(source, templateOf(folder), folder.string());
    const auto generation = folder / "generation_config.json";
    if (fs::exists(generation)) {
        addStops(source, readModelJson(generation), generation.string());
    }
    if (source.stopTokens.empty()) {
        addStops(source, source.configJson, (folder / "config.json").string());
    }
    source.eos = source.tokenizer->eos();
    if (!source.eos && !source.stopTokens.empty()) {
        source.eos = source.stopTokens.front();
    }
    addStop(source, source.eos);
}

}  // namespace

std::shared_ptr<const ModelSource> openModel(const std::string& model) {
    auto source = std::make_shared<ModelSource>();
    static_cast<ModelHeaders&>(*source) = readHeaders(resolvePath(model));
    source->name = model;
    if (fs::is_directory(source->path)) {
        openFolder(*source);
    } else {
        openGguf(*source);
    }
    return source;
}

std::shared_ptr<const text::Tokenizer> openTokenizer(const std::string& model) {
    const auto path = resolvePath(model);
    if (path.extension() == ".json") {
        return std::make_shared<const text::Tokenizer>(text::readTokenizerJson(path));
    }
    if (path.extension() == ".model") {
        throw Error(path.string(),
                    "a sentencepiece model, not a byte-level BPE",
                    "use a model with a byte-level BPE (GPT-2, Llama 3, SmolLM, Qwen 2)");
    }
    if (!fs::is_directory(path)) {
        return std::make_shared<const text::Tokenizer>(
            weights::ggufVocabulary(weights::Gguf(path)));
    }
    if (!fs::exists(path / "tokenizer.json")) {
        throw Error(path.string(),
                    "no tokenizer.json is in it",
                    "save the tokenizer in its fast form beside the model");
    }
    return std::make_shared<const text::Tokenizer>(
        text::readTokenizerJson(path / "tokenizer.json"));
}

std::vector<text::TokenId> encodeRawPrompt(const ModelSource& source, const std::string& prompt) {
    auto ids = source.tokenizer->encode(prompt);
    if (source.tokenizer->addsBos() && source.tokenizer->bos()) {
        ids.insert(ids.begin(), *source.tokenizer->bos());
    }
    return ids;
}

}  // namespace lire::models
