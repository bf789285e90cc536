// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/model_checks.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/error.h"
#include "core/models/projections.h"
#include "core/models/read_config.h"
#include "core/models/shape_words.h"

namespace lire::models {

namespace {

using Shape = std::vector<std::int64_t>;

void requireLayer(const ModelHeaders& model, std::size_t layer) {
    const auto& config = model.config;
    const auto prefix = layerPrefix(layer);
    const auto shapes = projectionShapes(config);
    for (std::size_t p = 0; p < projectionCount; ++p) {
        const auto name = prefix + std::string(projectionNames[p]);
        const auto [rows, columns, bias] = shapes[p];
        requireTensor(model, name + ".weight", {rows, columns});
        if (bias) {
            requireTensor(model, name + ".bias", {rows});
        }
    }
    for (const char* norm : {"input_layernorm.weight", "post_attention_layernorm.weight"}) {
        requireTensor(model, prefix + norm, {config.hiddenSize});
    }
}

/// config.json's "architectures"; empty where it has none.
std::vector<std::string> architectures(const ModelHeaders& model) {
    std::vector<std::string> names;
    const auto found = model.configJson.find("architectures");
    if (found != model.configJson.end() && found->is_array()) {
        for (const auto& name : *found) {
            names.push_back(name.is_string() ? name.get<std::string>() : name.dump());
        }
    }
    return names;
}

}  // namespace

void requireTensor(const ModelHeaders& model, const std::string& name, const Shape& shape) {
    const auto* info = model.tensors->find(name);
    if (info == nullptr) {
        throw Error(model.tensors->place() + ", " + name,
                    "the tensor is missing",
                    "fetch or save the model again: its files are incomplete");
    }
    if (info->shape != shape) {
        throw Error(model.tensors->place() + ", " + name,
                    "has the shape " + shapeInWords(info->shape) + ", the configuration asks for " +
                        shapeInWords(shape),
                    "use the config.json that belongs to these weights");
    }
    const auto stored = model.tensors->stored(name);  // raises Error for a type that is not read
    static const std::array<std::string_view, 4> floats = {"F32", "BF16", "F16", "F64"};
    if (!stored.ggufType && std::find(floats.begin(), floats.end(), info->dtype) == floats.end()) {
        throw Error(
            model.tensors->place() + ", " + name, "is stored as " + info->dtype, unquantizedMend);
    }
}

void requireBody(const ModelHeaders& model) {
    const auto& config = model.config;
    requireTensor(model, "model.embed_tokens.weight", {config.vocabSize, config.hiddenSize});
    requireTensor(model, "model.norm.weight", {config.hiddenSize});
    for (std::size_t layer = 0; layer < static_cast<std::size_t>(config.layers); ++layer) {
        requireLayer(model, layer);
    }
}

void requireLanguageModel(const ModelHeaders& model) {
    requireCausalLm(model);
    requireBody(model);
    if (!model.config.tiedEmbeddings || model.tensors->find("lm_head.weight") != nullptr) {
        requireTensor(model, "lm_head.weight", {model.config.vocabSize, model.config.hiddenSize});
    }
}

void requireRewardModel(const ModelHeaders& model) {
    // First: the likeliest mistake is a language model.
    const auto* head = model.tensors->find("score.weight");
    if (head == nullptr) {
        // A GGUF's config.json is derived: the file says nothing of its head.
        const auto names = model.gguf ? std::vector<std::string>() : architectures(model);
        throw Error(model.tensors->place(),
                    "is no reward model: it has no score.weight" +
                        (names.empty() ? "" : " (" + names.front() + ")"),
                    "name the folder of a sequence classifier (LlamaForSequenceClassification), or "
                    "train one from this model");
    }
    const Shape oneLabel = {1, model.config.hiddenSize};
    if (head->shape != oneLabel) {
        throw Error(model.tensors->place() + ", score.weight",
                    "has the shape " + shapeInWords(head->shape) + ", a reward's is " +
                        shapeInWords(oneLabel),
                    "name a sequence classifier with one label");
    }
    requireTensor(model, "score.weight", oneLabel);
    requireBody(model);
}

bool isCausalLm(const ModelHeaders& model) {
    const auto names = architectures(model);
    return names.empty() || std::any_of(names.begin(), names.end(), [](const std::string& name) {
               return name.ends_with("ForCausalLM");
           });
}

void requireCausalLm(const ModelHeaders& model) {
    if (!isCausalLm(model)) {
        throw Error(
            (model.path / "config.json").string(),
            "\"architectures\" is " + architectures(model).front() + ", not a language model",
            "name a model of LlamaForCausalLM; a classifier gives rewards, no text");
    }
}

}  // namespace lire::models
