// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/load_tensor.h"

#include <ATen/ATen.h>

#include "core/models/model_checks.h"
#include "core/weights/load_stored.h"

namespace lire::models {

at::Tensor loadTensor(const ModelSource& source,
                      const std::string& name,
                      const std::vector<std::int64_t>& shape,
                      c10::ScalarType dtype,
                      c10::Device device) {
    requireTensor(source, name, shape);
    return weights::loadStored(*source.tensors, name, dtype).to(device);
}

c10::ScalarType scalarType(const std::string& dtype) {
    return dtype == "bf16" ? at::kBFloat16 : at::kFloat;
}

}  // namespace lire::models
