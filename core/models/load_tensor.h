// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include "core/models/model_source.h"

namespace lire::models {

/// A model's tensor on the device. Raises Error (file, tensor) where it is missing or has another
/// shape than the configuration says.
at::Tensor loadTensor(const ModelSource& source,
                      const std::string& name,
                      const std::vector<std::int64_t>& shape,
                      c10::ScalarType dtype,
                      c10::Device device);

/// The compute dtype's name as LibTorch's type.
c10::ScalarType scalarType(const std::string& dtype);

}  // namespace lire::models
