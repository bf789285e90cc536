// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/read_config.h"

#include <algorithm>
#include <array>

#include "core/error.h"

namespace lire::models {

namespace {

using nlohmann::json;

constexpr std::int64_t largestSize = std::int64_t{1} << 31;

std::int64_t integer(const json& config,
                     const char* key,
                     std::optional<std::int64_t> standard,
                     const std::string& place) {
    const auto found = config.find(key);
    if (found == config.end() || found->is_null()) {
        if (standard) {
            return *standard;
        }
        throw Error(place, std::string("\"") + key + "\" is missing", "use a complete config.json");
    }
    const bool large =
        found->is_number() && found->get<double>() > static_cast<double>(largestSize);
    if (large || !found->is_number_integer() || found->get<std::int64_t>() < 1) {
        throw Error(place,
                    std::string("\"") + key + "\" is " + found->dump(),
                    large ? "give a whole number of at most " + std::to_string(largestSize)
                          : "give a whole number of at least 1");
    }
    return found->get<std::int64_t>();
}

double number(const json& config, const char* key, double standard) {
    const auto found = config.find(key);
    return found != config.end() && found->is_number() ? found->get<double>() : standard;
}

bool boolean(const json& config, const char* key, bool standard) {
    const auto found = config.find(key);
    return found != config.end() && found->is_boolean() ? found->get<bool>() : standard;
}

std::string text(const json& config, const char* key, const std::string& standard) {
    const auto found = config.find(key);
    return found != config.end() && found->is_string() ? found->get<std::string>() : standard;
}

void checkShape(const LlamaConfig& config, const std::string& place) {
    if (config.heads % config.kvHeads != 0) {
        throw Error(place,
                    std::to_string(config.heads) + " heads do not share " +
                        std::to_string(config.kvHeads) + " key-value heads",
                    "use a complete config.json");
    }
    if (config.headSize % 2 != 0) {
        throw Error(place,
                    "heads of odd size " + std::to_string(config.headSize),
                    "use a complete config.json");
    }
    static const std::array<std::string, 5> known = {
        "default", "linear", "dynamic", "llama3", "yarn"};
    if (std::find(known.begin(), known.end(), config.ropeType) == known.end()) {
        throw Error(place,
                    "RoPE scaling \"" + config.ropeType + "\" is unknown here",
                    "use a model with default, linear, dynamic, llama3 or yarn");
    }
}

}  // namespace

LlamaConfig readConfig(const json& config, const std::string& place) {
    const auto type = text(config, "model_type", "");
    if (type != "llama") {
        throw Error(
            place,
            "the architecture is \"" + type + "\"",
            "use a model whose model_type is \"llama\" (Llama 2 and 3, SmolLM, TinyLlama, …)");
    }
    LlamaConfig result;
    result.vocabSize = integer(config, "vocab_size", {}, place);
    result.hiddenSize = integer(config, "hidden_size", {}, place);
    result.intermediateSize = integer(config, "intermediate_size", {}, place);
    result.layers = integer(config, "num_hidden_layers", {}, place);
    result.heads = integer(config, "num_attention_heads", {}, place);
    result.kvHeads = integer(config, "num_key_value_heads", result.heads, place);
    result.headSize = integer(config, "head_dim", result.hiddenSize / result.heads, place);
    result.maxPositions = integer(config, "max_position_embeddings", 2048, place);
    result.normEpsilon = number(config, "rms_norm_eps", 1e-6);
    result.tiedEmbeddings = boolean(config, "tie_word_embeddings", false);
    result.attentionBias = boolean(config, "attention_bias", false);
    result.mlpBias = boolean(config, "mlp_bias", false);
    result.ropeTheta = number(config, "rope_theta", 10000.0);
    for (const char* key : {"rope_scaling", "rope_parameters"}) {
        const auto rope = config.find(key);
        if (rope != config.end() && rope->is_object()) {
            result.ropeTheta = number(*rope, "rope_theta", result.ropeTheta);
            result.ropeType = text(*rope, "rope_type", text(*rope, "type", "default"));
            result.ropeScaling = *rope;
        }
    }
    checkShape(result, place);
    return result;
}

LlamaConfig readConfig(const weights::Gguf& gguf) {
    const auto architecture = gguf.text("general.architecture", "");
    if (architecture != "llama") {
        throw Error(
            gguf.place(),
            "the architecture is \"" + architecture + "\"",
            "use a GGUF whose architecture is \"llama\" (Llama 2 and 3, SmolLM, TinyLlama, …)");
    }
    const auto sized = [&gguf](const char* key) {
        const auto value = gguf.requiredInteger(key);
        if (value < 1 || value > largestSize) {
            throw Error(gguf.place(),
                        std::string("key ") + key + " is " + std::to_string(value),
                        "fetch the file again: it is damaged");
        }
        return value;
    };
    LlamaConfig result;
    result.hiddenSize = sized("llama.embedding_length");
    result.intermediateSize = sized("llama.feed_forward_length");
    result.layers = sized("llama.block_count");
    result.heads = sized("llama.attention.head_count");
    result.kvHeads = gguf.integer("llama.attention.head_count_kv", result.heads);
    result.headSize =
        gguf.integer("llama.attention.key_length",
                     gguf.integer("llama.rope.dimension_count", result.hiddenSize / result.heads));
    if (result.kvHeads < 1 || result.headSize < 1) {
        throw Error(gguf.place(),
                    "a head count or size is not positive",
                    "fetch the file again: it is damaged");
    }
    result.maxPositions = gguf.integer("llama.context_length", 2048);
    result.normEpsilon = gguf.number("llama.attention.layer_norm_rms_epsilon", 1e-5);
    result.ropeTheta = gguf.number("llama.rope.freq_base", 10000.0);
    const auto scaling = gguf.text("llama.rope.scaling.type", "none");
    if (scaling == "linear") {
        result.ropeType = "linear";
        result.ropeScaling = {{"rope_type", "linear"},
                              {"factor", gguf.number("llama.rope.scaling.factor", 1.0)}};
    } else if (scaling != "none") {
        throw Error(gguf.place(),
                    "RoPE scaling \"" + scaling + "\" is not read from GGUF",
                    "use the model's Hugging Face folder");
    }
    const auto& tensors = gguf.tensors();
    const auto named = [&tensors](const char* name) {
        return std::find_if(tensors.begin(), tensors.end(), [name](const auto& tensor) {
            return tensor.name == name;
        });
    };
    if (named("rope_freqs.weight") != tensors.end()) {
        throw Error(gguf.place(),
                    "RoPE frequencies stand in a tensor (Llama 3.1's scaling)",
                    "use the model's Hugging Face folder");
    }
    result.tiedEmbeddings = named("output.weight") == tensors.end();
    result.attentionBias = named("blk.0.attn_q.bias") != tensors.end();
    result.mlpBias = named("blk.0.ffn_gate.bias") != tensors.end();
    const auto embedding = named("token_embd.weight");
    if (embedding == tensors.end() || embedding->shape.size() != 2) {
        throw Error(gguf.place(),
                    "tensor token_embd.weight is missing",
                    "use a GGUF with the model's tensors");
    }
    result.vocabSize = embedding->shape[0];
    checkShape(result, gguf.place());
    return result;
}

json writeConfig(const LlamaConfig& config) {
    json result = {{"architectures", {"LlamaForCausalLM"}},
                   {"model_type", "llama"},
                   {"vocab_size", config.vocabSize},
                   {"hidden_size", config.hiddenSize},
                   {"intermediate_size", config.intermediateSize},
                   {"num_hidden_layers", config.layers},
                   {"num_attention_heads", config.heads},
                   {"num_key_value_heads", config.kvHeads},
                   {"head_dim", config.headSize},
                   {"max_position_embeddings", config.maxPositions},
                   {"rms_norm_eps", config.normEpsilon},
                   {"rope_theta", config.ropeTheta},
                   {"tie_word_embeddings", config.tiedEmbeddings},
                   {"attention_bias", config.attentionBias},
                   {"mlp_bias", config.mlpBias},
                   {"hidden_act", "silu"}};
    if (config.ropeType != "default") {
        result["rope_scaling"] = config.ropeScaling;
    }
    return result;
}

}  // namespace lire::models
