// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/model_checks.h"

#include <algorithm>

#include "core/error.h"

namespace lire::models {

namespace {

using Shape = std::vector<std::int64_t>;

std::string inWords(const Shape& shape) {
    std::string words = "[";
    for (std::size_t i = 0; i < shape.size(); ++i) {
        words += (i > 0 ? ", " : "") + std::to_string(shape[i]);
    }
    return words + "]";
}

void requireLayer(const ModelSource& source, std::int64_t layer) {
    struct Projection {
        const char* name;
        std::int64_t rows;
        std::int64_t columns;
        bool bias;
    };
    const auto& config = source.config;
    const auto width = config.hiddenSize;
    const auto queries = config.heads * config.headSize;
    const auto keys = config.kvHeads * config.headSize;
    const auto inner = config.intermediateSize;
    const auto prefix = "model.layers." + std::to_string(layer) + ".";
    for (const auto& [name, rows, columns, bias] :
         {Projection{"self_attn.q_proj", queries, width, config.attentionBias},
          Projection{"self_attn.k_proj", keys, width, config.attentionBias},
          Projection{"self_attn.v_proj", keys, width, config.attentionBias},
          Projection{"self_attn.o_proj", width, queries, config.attentionBias},
          Projection{"mlp.gate_proj", inner, width, config.mlpBias},
          Projection{"mlp.up_proj", inner, width, config.mlpBias},
          Projection{"mlp.down_proj", width, inner, config.mlpBias}}) {
        requireTensor(source, prefix + name + ".weight", {rows, columns});
        if (bias) {
            requireTensor(source, prefix + name + ".bias", {rows});
        }
    }
    for (const char* norm : {"input_layernorm.weight", "post_attention_layernorm.weight"}) {
        requireTensor(source, prefix + norm, {width});
    }
}

/// config.json's "architectures"; empty where it has none.
std::vector<std::string> architectures(const ModelSource& source) {
    std::vector<std::string> names;
    const auto found = source.configJson.find("architectures");
    if (found != source.configJson.end() && found->is_array()) {
        for (const auto& name : *found) {
            names.push_back(name.is_string() ? name.get<std::string>() : name.dump());
        }
    }
    return names;
}

}  // namespace

void requireTensor(const ModelSource& source, const std::string& name, const Shape& shape) {
    const auto* info = source.tensors->find(name);
    if (info == nullptr) {
        throw Error(source.tensors->place() + ", " + name,
                    "the tensor is missing",
                    "fetch or save the model again: its files are incomplete");
    }
    if (info->shape != shape) {
        throw Error(source.tensors->place() + ", " + name,
                    "has the shape " + inWords(info->shape) + ", the configuration asks for " +
                        inWords(shape),
                    "use the config.json that belongs to these weights");
    }
}

void requireTensors(const ModelSource& source) {
    const auto& config = source.config;
    requireTensor(source, "model.embed_tokens.weight", {config.vocabSize, config.hiddenSize});
    requireTensor(source, "model.norm.weight", {config.hiddenSize});
    for (std::int64_t layer = 0; layer < config.layers; ++layer) {
        requireLayer(source, layer);
    }
    if (isCausalLm(source) && !config.tiedEmbeddings) {
        requireTensor(source, "lm_head.weight", {config.vocabSize, config.hiddenSize});
    }
}

bool isCausalLm(const ModelSource& source) {
    const auto names = architectures(source);
    return names.empty() || std::any_of(names.begin(), names.end(), [](const std::string& name) {
               return name.ends_with("ForCausalLM");
           });
}

void requireCausalLm(const ModelSource& source) {
    if (!isCausalLm(source)) {
        throw Error(
            (source.path / "config.json").string(),
            "\"architectures\" is " + architectures(source).front() + ", not a language model",
            "name a model of LlamaForCausalLM; rewards are what lire score "
            "--reward-model gives");
    }
}

}  // namespace lire::models
