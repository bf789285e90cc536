// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/models/model_headers.h"

namespace lire::models {

// What loading would refuse, by the headers alone: no LibTorch.

/// Raises Error (file, tensor) where the tensor is missing, has another shape or a type that is not
/// read: in safetensors any but floats of 16 bits or more. Whole numbers would be a quantization's,
/// whose scales stand elsewhere.
void requireTensor(const ModelHeaders& model,
                   const std::string& name,
                   const std::vector<std::int64_t>& shape);

/// The same for every tensor that the configuration asks for but a head's: what the backbone of a
/// reward model needs.
void requireBody(const ModelHeaders& model);

/// The same with a language model's head, of what config.json does not call something else: with
/// one beside the embedding it is tied to, too.
void requireLanguageModel(const ModelHeaders& model);

/// The same with the head of a sequence classifier with one label ("score.weight").
void requireRewardModel(const ModelHeaders& model);

/// Whether config.json calls it a language model; without "architectures" it is taken for one.
bool isCausalLm(const ModelHeaders& model);

/// Raises Error (file, key) unless it is one: a classifier's body would give numbers through the
/// tied head that mean nothing.
void requireCausalLm(const ModelHeaders& model);

}  // namespace lire::models
