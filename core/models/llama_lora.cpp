// SPDX-License-Identifier: GPL-3.0-or-later
// The adapters of a LlamaBody: made new, read, put on and taken off.
#include <cmath>
#include <map>
#include <utility>

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include "core/models/adapter_tensors.h"
#include "core/models/llama_body.h"
#include "core/models/projections.h"

namespace lire::models {

namespace {

double scaleOf(const LoraConfig& lora) {
    const auto rank = static_cast<double>(lora.rank);
    return lora.alpha / (lora.rankStabilized ? std::sqrt(rank) : rank);
}

Parameter parameterOf(std::string name, const at::Tensor& value, c10::Device device) {
    auto owned = value.to(device, at::kFloat).contiguous();
    if (owned.is_same(value)) {
        owned = owned.clone();
    }
    return {.name = std::move(name), .value = owned, .gradient = at::zeros_like(owned)};
}

}  // namespace

void LlamaBody::attach(const LoraConfig& lora, std::vector<Parameter> parameters) {
    m_parameters = std::move(parameters);
    std::size_t next = 0;
    for (auto& layer : m_layers) {
        for (std::size_t p = 0; p < projectionCount; ++p) {
            if (isTarget(projectionNames[p], lora)) {
                layer.projections()[p].attach(
                    m_parameters[next], m_parameters[next + 1], scaleOf(lora));
                next += 2;
            }
        }
    }
}

void LlamaBody::attachLora(const LoraConfig& lora, std::uint64_t seed) {
    detachLora();
    auto generator = at::detail::createCPUGenerator(seed);
    std::vector<Parameter> parameters;
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        for (std::size_t p = 0; p < projectionCount; ++p) {
            const auto projection = projectionNames[p];
            if (!isTarget(projection, lora)) {
                continue;
            }
            const auto& weight = m_layers[i].projections()[p].weight();
            // Kaiming uniform with a = sqrt 5 is uniform in +-1 / sqrt(in).
            const double bound = 1.0 / std::sqrt(static_cast<double>(weight.size(1)));
            const auto a = at::empty({lora.rank, weight.size(1)}, at::kFloat)
                               .uniform_(-bound, bound, generator);
            const auto b = at::zeros({weight.size(0), lora.rank}, at::kFloat);
            const auto name = adapterName(i, projection);
            parameters.push_back(parameterOf(name + "lora_A.weight", a, m_device));
            parameters.push_back(parameterOf(name + "lora_B.weight", b, m_device));
        }
    }
    attach(lora, std::move(parameters));
}

void LlamaBody::attachLora(const LoraConfig& lora,
                           const weights::NamedTensors& values,
                           const std::string& place) {
    std::vector<AdapterTensor> found;
    for (const auto& [name, value] : values) {
        found.push_back({name, value.sizes().vec()});
    }
    requireAdapterTensors(found, lora, m_config, place);
    const std::map<std::string, at::Tensor> byName(values.begin(), values.end());
    std::vector<Parameter> parameters;
    for (const auto& tensor : adapterTensors(lora, m_config)) {
        parameters.push_back(parameterOf(tensor.name, byName.at(tensor.name), m_device));
    }
    detachLora();
    attach(lora, std::move(parameters));
}

void LlamaBody::detachLora() {
    for (auto& layer : m_layers) {
        for (auto& projection : layer.projections()) {
            projection.detachAdapter();
        }
    }
    if (!m_full) {
        m_parameters.clear();
    }
}

}  // namespace lire::models
