// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/load_tensor.h"

#include <ATen/ATen.h>

#include "core/error.h"
#include "core/weights/load_stored.h"

namespace lire::models {

namespace {

std::string inWords(const std::vector<std::int64_t>& shape) {
    std::string words = "[";
    for (std::size_t i = 0; i < shape.size(); ++i) {
        words += (i > 0 ? ", " : "") + std::to_string(shape[i]);
    }
    return words + "]";
}

}  // namespace

at::Tensor loadTensor(const ModelSource& source,
                      const std::string& name,
                      const std::vector<std::int64_t>& shape,
                      c10::ScalarType dtype,
                      c10::Device device) {
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
    return weights::loadStored(*source.tensors, name, dtype).to(device);
}

c10::ScalarType scalarType(const std::string& dtype) {
    return dtype == "bf16" ? at::kBFloat16 : at::kFloat;
}

}  // namespace lire::models
