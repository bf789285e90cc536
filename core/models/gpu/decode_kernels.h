// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

#include "core/models/query_key_value.h"
#include "core/models/rope.h"

namespace lire::models::gpu {

/// Whether attendNewest() takes these heads: a CUDA device with NVRTC, fp32 or bf16, heads of a
/// multiple of 8 numbers, at most 256, end to end within a row.
bool takesHeads(const QueryKeyValue& newest);

/// decode_attention.h's attendNewest() in one launch. `table` [4, S] int64 on the device: addresses
/// of each sequence's prompt and own cache, the prompt's length, the own length with the newest
/// token; `room` is the own caches' number of slots.
at::Tensor attendNewest(const QueryKeyValue& newest,
                        const Rope::Angles& angles,
                        const at::Tensor& table,
                        std::int64_t room,
                        std::int64_t layer);

/// Whether draw() takes these logits: a CUDA device with NVRTC, contiguous fp32, at most 524,288
/// tokens.
bool takesLogits(const at::Tensor& logits);

/// A token of each row of logits [S, V] fp32, drawn from softmax(logits / temperature) by a uniform
/// number in [0, 1) each, [S] fp64 on the device → [S] int64. Sums run in the vocabulary's order:
/// the same draw as on a CPU but for rounding, and the same each time.
at::Tensor draw(const at::Tensor& logits, double temperature, const at::Tensor& uniforms);

}  // namespace lire::models::gpu
