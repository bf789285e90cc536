// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/read_config.h"

#include <algorithm>
#include <array>
#include <vector>

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

double number(const json& config, const char* key, double standard, const std::string& place) {
    const auto found = config.find(key);
    if (found == config.end() || found->is_null()) {
        return standard;
    }
    if (!found->is_number()) {
        throw Error(place, std::string("\"") + key + "\" is " + found->dump(), "give a number");
    }
    return found->get<double>();
}

bool boolean(const json& config, const char* key, bool standard, const std::string& place) {
    const auto found = config.find(key);
    if (found == config.end() || found->is_null()) {
        return standard;
    }
    if (!found->is_boolean()) {
        throw Error(
            place, std::string("\"") + key + "\" is " + found->dump(), "give true or false");
    }
    return found->get<bool>();
}

std::string text(const json& config, const char* key, const std::string& standard) {
    const auto found = config.find(key);
    return found != config.end() && found->is_string() ? found->get<std::string>() : standard;
}

/// Refuses what would make other numbers of the same tensors. Other keys that transformers 5.23
/// does not read of a Llama (sliding_window, logits_scaling, …) change nothing there either.
void checkComputation(const json& config, const std::string& place) {
    const auto quantization = config.find("quantization_config");
    if (quantization != config.end() && !quantization->is_null()) {
        const auto method =
            quantization->is_object() ? text(*quantization, "quant_method", "") : std::string();
        throw Error(place,
                    "the weights are quantized (\"quantization_config\"" +
                        (method.empty() ? "" : ": " + method) + ")",
                    unquantizedMend);
    }
    const auto activation = config.find("hidden_act");
    if (activation != config.end() && *activation != "silu" && *activation != "swish") {
        throw Error(place, "\"hidden_act\" is " + activation->dump(), "use a model with \"silu\"");
    }
    if (!boolean(config, "is_causal", true, place)) {
        throw Error(place, "\"is_causal\" is false", "use a model with causal attention");
    }
    const auto layers = config.find("per_layer_config");
    if (layers != config.end() && !layers->empty()) {
        throw Error(place,
                    "\"per_layer_config\" makes layers differ",
                    "use a model whose layers are alike");
    }
}

/// RoPE as transformers 5.23 takes it from the keys of both generations.
void readRope(const json& config, LlamaConfig& result, const std::string& place) {
    result.ropeTheta = number(config, "rope_theta", 10000.0, place);
    for (const char* key : {"rope_scaling", "rope_parameters"}) {
        const auto rope = config.find(key);
        if (rope != config.end() && rope->is_object() && !rope->empty()) {
            result.ropeTheta = number(*rope, "rope_theta", result.ropeTheta, place);
            result.ropeType = text(*rope, "rope_type", text(*rope, "type", "default"));
            result.ropeScaling = *rope;
            break;
        }
    }
    if (result.ropeType == "default") {
        return;
    }
    auto& scaling = result.ropeScaling;
    const auto part = number(scaling,
                             "partial_rotary_factor",
                             number(config, "partial_rotary_factor", 1.0, place),
                             place);
    if (part != 1.0) {
        throw Error(place,
                    "\"partial_rotary_factor\" is " + json(part).dump() +
                        ": RoPE is to turn a part of each head",
                    "use a model that turns whole heads");
    }
    if (result.ropeType != "llama3" && result.ropeType != "yarn") {
        return;
    }
    constexpr const char* trained = "original_max_position_embeddings";
    scaling[trained] =
        integer(config.contains(trained) ? config : scaling, trained, result.maxPositions, place);
    if (result.ropeType == "yarn" && scaling.contains("factor") && scaling["factor"].is_null()) {
        scaling["factor"] =
            static_cast<double>(result.maxPositions) / scaling[trained].get<double>();
    }
}

/// The numbers without which transformers computes no scaling.
void checkScaling(const LlamaConfig& config, const std::string& place) {
    std::vector<const char*> needed = {"factor"};
    if (config.ropeType == "default") {
        needed.clear();
    } else if (config.ropeType == "llama3") {
        needed.insert(needed.end(), {"low_freq_factor", "high_freq_factor"});
    }
    for (const char* key : needed) {
        const auto found = config.ropeScaling.find(key);
        if (found == config.ropeScaling.end() || !found->is_number()) {
            throw Error(place,
                        "RoPE scaling \"" + config.ropeType + "\" has no number \"" + key + "\"",
                        "use a complete config.json");
        }
    }
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
    checkScaling(config, place);
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
    checkComputation(config, place);
    LlamaConfig result;
    result.vocabSize = integer(config, "vocab_size", {}, place);
    result.hiddenSize = integer(config, "hidden_size", {}, place);
    result.intermediateSize = integer(config, "intermediate_size", {}, place);
    result.layers = integer(config, "num_hidden_layers", {}, place);
    result.heads = integer(config, "num_attention_heads", {}, place);
    result.kvHeads = integer(config, "num_key_value_heads", result.heads, place);
    result.headSize = integer(config, "head_dim", result.hiddenSize / result.heads, place);
    result.maxPositions = integer(config, "max_position_embeddings", 2048, place);
    result.normEpsilon = number(config, "rms_norm_eps", 1e-6, place);
    result.tiedEmbeddings = boolean(config, "tie_word_embeddings", false, place);
    result.attentionBias = boolean(config, "attention_bias", false, place);
    result.mlpBias = boolean(config, "mlp_bias", false, place);
    readRope(config, result, place);
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
    const auto turned = gguf.integer("llama.rope.dimension_count", result.headSize);
    if (turned != result.headSize) {
        throw Error(gguf.place(),
                    "RoPE turns " + std::to_string(turned) + " of the " +
                        std::to_string(result.headSize) + " numbers of a head",
                    "use a model that turns whole heads");
    }
    result.maxPositions = gguf.integer("llama.context_length", 2048);
    result.normEpsilon = gguf.number("llama.attention.layer_norm_rms_epsilon", 1e-5);
    result.ropeTheta = gguf.number("llama.rope.freq_base", 10000.0);
    // As llama.cpp reads them: a factor without a type is a linear one, and older files call it
    // scale_linear.
    const auto scaling = gguf.text("llama.rope.scaling.type", "linear");
    const double factor =
        gguf.number("llama.rope.scaling.factor", gguf.number("llama.rope.scale_linear", 0.0));
    if (scaling == "linear" && factor != 0.0 && factor != 1.0) {
        result.ropeType = "linear";
        result.ropeScaling = {{"rope_type", "linear"}, {"factor", factor}};
    } else if (scaling != "linear" && scaling != "none") {
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
