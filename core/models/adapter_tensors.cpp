// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/adapter_tensors.h"

#include <algorithm>
#include <map>

#include "core/error.h"
#include "core/models/llama_config.h"
#include "core/models/lora.h"
#include "core/models/projections.h"
#include "core/models/shape_words.h"

namespace lire::models {

namespace {

constexpr const char* ownModel = "use the adapter with the model that it was trained on";

}  // namespace

bool isTarget(std::string_view projection, const LoraConfig& lora) {
    const auto name = projection.substr(projection.rfind('.') + 1);
    return std::find(lora.targets.begin(), lora.targets.end(), name) != lora.targets.end();
}

std::string adapterName(std::size_t layer, std::string_view projection) {
    return "base_model.model." + layerPrefix(layer) + std::string(projection) + ".";
}

std::vector<AdapterTensor> adapterTensors(const LoraConfig& lora, const LlamaConfig& base) {
    std::vector<AdapterTensor> tensors;
    const auto shapes = projectionShapes(base);
    for (std::size_t layer = 0; layer < static_cast<std::size_t>(base.layers); ++layer) {
        for (std::size_t p = 0; p < projectionCount; ++p) {
            if (isTarget(projectionNames[p], lora)) {
                const auto name = adapterName(layer, projectionNames[p]);
                tensors.push_back({name + "lora_A.weight", {lora.rank, shapes[p].columns}});
                tensors.push_back({name + "lora_B.weight", {shapes[p].rows, lora.rank}});
            }
        }
    }
    return tensors;
}

void requireAdapterTensors(const std::vector<AdapterTensor>& found,
                           const LoraConfig& lora,
                           const LlamaConfig& base,
                           const std::string& place) {
    std::map<std::string, std::vector<std::int64_t>> left;
    for (const auto& tensor : found) {
        left.emplace(tensor.name, tensor.shape);
    }
    for (const auto& [name, shape] : adapterTensors(lora, base)) {
        const auto tensor = left.find(name);
        if (tensor == left.end()) {
            throw Error(place + ", " + name, "the tensor is missing", ownModel);
        }
        if (tensor->second != shape) {
            throw Error(place + ", " + name,
                        "has the shape " + shapeInWords(tensor->second) +
                            ", the model's projection asks for " + shapeInWords(shape),
                        ownModel);
        }
        left.erase(tensor);
    }
    if (!left.empty()) {
        throw Error(place + ", " + left.begin()->first,
                    "the tensor belongs to no projection of this model",
                    ownModel);
    }
}

}  // namespace lire::models
