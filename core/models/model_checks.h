// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/models/model_source.h"

namespace lire::models {

// What loading would refuse, by the headers alone: no LibTorch.

/// Raises Error (file, tensor) where the tensor is missing or has another shape.
void requireTensor(const ModelSource& source,
                   const std::string& name,
                   const std::vector<std::int64_t>& shape);

/// The same for every tensor that the configuration asks for: of the body, and of a language
/// model's head.
void requireTensors(const ModelSource& source);

/// Whether config.json calls it a language model; without "architectures" it is taken for one.
bool isCausalLm(const ModelSource& source);

/// Raises Error (file, key) unless it is one: a classifier's body would give numbers through the
/// tied head that mean nothing.
void requireCausalLm(const ModelSource& source);

}  // namespace lire::models
