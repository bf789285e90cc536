// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/check_model_files.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/models/gguf_names.h"
#include "core/models/llama_layer.h"
#include "core/models/read_config.h"
#include "core/weights/gguf.h"
#include "core/weights/gguf_file.h"
#include "core/weights/safetensors_file.h"

namespace lire::experiment {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Shape = std::vector<std::int64_t>;

constexpr const char* otherAdapter = "use the adapter with the model that it was trained on";
constexpr std::int64_t highestRank = 65536;

std::string inWords(const Shape& shape) {
    return json(shape).dump();
}

json readObject(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    auto value = json::parse(stream, nullptr, false);
    if (!value.is_object()) {
        throw Error(path.string(), "not a JSON object", "fetch the file again: it is damaged");
    }
    return value;
}

/// A model's headers.
struct Headers {
    models::LlamaConfig config = {};
    std::string architecture = {};  ///< the first that config.json names; empty: none
    std::shared_ptr<const weights::TensorFile> tensors = {};
};

fs::path weightsOf(const fs::path& folder) {
    for (const char* name : {"model.safetensors", "model.safetensors.index.json"}) {
        if (fs::exists(folder / name)) {
            return folder / name;
        }
    }
    throw Error(folder.string(),
                "no model.safetensors is in it",
                "save the model as safetensors (PyTorch's .bin files are never read)");
}

Headers folderHeaders(const fs::path& folder) {
    const auto path = folder / "config.json";
    const auto config = readObject(path);
    Headers headers{.config = models::readConfig(config, path.string())};
    const auto named = config.find("architectures");
    if (named != config.end() && named->is_array() && !named->empty() &&
        named->front().is_string()) {
        headers.architecture = named->front().get<std::string>();
    }
    headers.tensors = std::make_shared<const weights::SafetensorsFile>(weightsOf(folder));
    return headers;
}

Headers ggufHeaders(const fs::path& file) {
    const auto gguf = std::make_shared<const weights::Gguf>(file);
    Headers headers{.config = models::readConfig(*gguf)};
    headers.tensors =
        std::make_shared<const weights::GgufFile>(gguf, models::ggufNames(headers.config));
    return headers;
}

void checkTensor(const weights::TensorFile& file, const std::string& name, const Shape& shape) {
    const auto* info = file.find(name);
    if (info == nullptr) {
        throw Error(file.place() + ", " + name,
                    "the tensor is missing",
                    "fetch or save the model again: its files are incomplete");
    }
    if (info->shape != shape) {
        throw Error(file.place() + ", " + name,
                    "has the shape " + inWords(info->shape) + ", the configuration asks for " +
                        inWords(shape),
                    "use the config.json that belongs to these weights");
    }
    file.stored(name);  // raises Error for a type that is not read
}

/// Rows and columns of each projection, in the order of projectionNames().
std::array<std::pair<std::int64_t, std::int64_t>, models::LlamaLayer::projectionCount>
projectionShapes(const models::LlamaConfig& config) {
    const auto d = config.hiddenSize;
    const auto query = config.heads * config.headSize;
    const auto key = config.kvHeads * config.headSize;
    const auto inner = config.intermediateSize;
    return {{{query, d}, {key, d}, {key, d}, {d, query}, {inner, d}, {inner, d}, {d, inner}}};
}

void checkLayer(const Headers& headers, std::int64_t layer) {
    const auto& config = headers.config;
    const auto prefix = "model.layers." + std::to_string(layer) + ".";
    const auto shapes = projectionShapes(config);
    for (std::size_t p = 0; p < shapes.size(); ++p) {
        const auto projection = models::LlamaLayer::projectionNames()[p];
        const auto name = prefix + std::string(projection);
        const auto [rows, columns] = shapes[p];
        checkTensor(*headers.tensors, name + ".weight", {rows, columns});
        if (projection.starts_with("self_attn") ? config.attentionBias : config.mlpBias) {
            checkTensor(*headers.tensors, name + ".bias", {rows});
        }
    }
    for (const char* norm : {"input_layernorm.weight", "post_attention_layernorm.weight"}) {
        checkTensor(*headers.tensors, prefix + norm, {config.hiddenSize});
    }
}

void checkBody(const Headers& headers) {
    const auto& config = headers.config;
    checkTensor(
        *headers.tensors, "model.embed_tokens.weight", {config.vocabSize, config.hiddenSize});
    checkTensor(*headers.tensors, "model.norm.weight", {config.hiddenSize});
    for (std::int64_t layer = 0; layer < config.layers; ++layer) {
        checkLayer(headers, layer);
    }
}

void checkLanguageHead(const Headers& headers) {
    if (headers.architecture.ends_with("ForSequenceClassification")) {
        throw Error(headers.tensors->place(),
                    "is a reward model (" + headers.architecture + "), not a language model",
                    "name a model that writes text, such as one of LlamaForCausalLM");
    }
    if (!headers.config.tiedEmbeddings) {
        checkTensor(*headers.tensors,
                    "lm_head.weight",
                    {headers.config.vocabSize, headers.config.hiddenSize});
    }
}

void checkRewardHead(const Headers& headers) {
    const auto* head = headers.tensors->find("score.weight");
    if (head == nullptr) {
        throw Error(headers.tensors->place(),
                    "is no reward model: it has no score.weight" +
                        (headers.architecture.empty() ? "" : " (" + headers.architecture + ")"),
                    "name the folder of a sequence classifier (LlamaForSequenceClassification), or "
                    "have one trained: \"train\": {} in place of \"model\"");
    }
    const Shape oneLabel = {1, headers.config.hiddenSize};
    if (head->shape != oneLabel) {
        throw Error(
            headers.tensors->place() + ", score.weight",
            "has the shape " + inWords(head->shape) + ", a reward's is " + inWords(oneLabel),
            "name a sequence classifier with one label");
    }
    headers.tensors->stored("score.weight");
}

struct AdapterShape {
    std::int64_t rank = 0;
    std::vector<std::string> targets = {};  ///< empty: every projection
};

AdapterShape readAdapterShape(const fs::path& path) {
    const auto config = readObject(path);
    const auto rank = config.value("r", json());
    if (!rank.is_number_integer() || rank < 1 || rank > highestRank) {
        throw Error(path.string(), "\"r\" is no rank", "give a whole number of at least 1");
    }
    AdapterShape shape{.rank = rank.get<std::int64_t>()};
    const auto targets = config.value("target_modules", json());
    if (targets.is_array() && !targets.empty()) {
        for (const auto& target : targets) {
            shape.targets.push_back(target.is_string() ? target.get<std::string>() : target.dump());
        }
    } else if (targets != "all-linear") {
        throw Error(path.string(),
                    "\"target_modules\" is " + targets.dump(),
                    "list the projections, e.g. [\"q_proj\", \"v_proj\"]");
    }
    return shape;
}

bool isTarget(std::string_view projection, const AdapterShape& adapter) {
    const auto name = projection.substr(projection.rfind('.') + 1);
    const auto& targets = adapter.targets;
    return targets.empty() || std::find(targets.begin(), targets.end(), name) != targets.end();
}

/// The tensors of an adapter's file, each to be taken once.
class AdapterTensors {
public:
    explicit AdapterTensors(const fs::path& path) : m_file(path) {
        for (const auto& info : m_file.tensors()) {
            m_left.insert(info.name);
        }
    }

    void take(const std::string& name, const Shape& shape) {
        const auto* info = m_file.find(name);
        if (info == nullptr) {
            throw Error(m_file.place() + ", " + name, "the tensor is missing", otherAdapter);
        }
        if (info->shape != shape) {
            throw Error(m_file.place() + ", " + name,
                        "has the shape " + inWords(info->shape) +
                            ", the model's projection asks for " + inWords(shape),
                        otherAdapter);
        }
        m_left.erase(name);
    }

    void checkNothingLeft() const {
        if (!m_left.empty()) {
            throw Error(m_file.place() + ", " + *m_left.begin(),
                        "the tensor belongs to no projection of this model",
                        otherAdapter);
        }
    }

private:
    weights::SafetensorsFile m_file;
    std::set<std::string> m_left;
};

}  // namespace

models::LlamaConfig checkModelFiles(const fs::path& path, ModelPart part) {
    const auto headers = fs::is_directory(path) ? folderHeaders(path) : ggufHeaders(path);
    if (part == ModelPart::RewardModel) {
        checkRewardHead(headers);  // first: the likeliest mistake is a language model
    }
    checkBody(headers);
    if (part == ModelPart::Policy) {
        checkLanguageHead(headers);
    }
    return headers.config;
}

void checkAdapterFiles(const fs::path& folder, const models::LlamaConfig& base) {
    const auto adapter = readAdapterShape(folder / "adapter_config.json");
    AdapterTensors tensors(folder / "adapter_model.safetensors");
    const auto shapes = projectionShapes(base);
    for (std::int64_t layer = 0; layer < base.layers; ++layer) {
        for (std::size_t p = 0; p < shapes.size(); ++p) {
            const auto projection = models::LlamaLayer::projectionNames()[p];
            if (isTarget(projection, adapter)) {
                const auto name = "base_model.model.model.layers." + std::to_string(layer) + "." +
                                  std::string(projection) + ".lora_";
                tensors.take(name + "A.weight", {adapter.rank, shapes[p].second});
                tensors.take(name + "B.weight", {shapes[p].first, adapter.rank});
            }
        }
    }
    tensors.checkNothingLeft();
}

}  // namespace lire::experiment
