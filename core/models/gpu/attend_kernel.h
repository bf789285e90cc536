// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

#include "core/models/query_key_value.h"
#include "core/models/rope.h"

namespace lire::models::gpu {

/// Whether attendNewest() takes heads of this size: a CUDA device with NVRTC, a multiple of 8
/// numbers, at most 256.
bool takesHeadSize(c10::Device device, std::int64_t size);

/// Whether attendNewest() takes these heads: of such a size, fp32 or bf16, end to end within a row.
bool takesHeads(const QueryKeyValue& newest);

/// decode_attention.h's attendNewest() in one launch → [S, H * d]. `table` [4, S] int64 on the
/// device: addresses of each sequence's prompt and own cache, the prompt's length, the own length
/// with the newest token; `room` is the own caches' number of slots. Raises Error where the driver
/// refuses.
at::Tensor attendNewest(const QueryKeyValue& newest,
                        const Rope::Angles& angles,
                        const at::Tensor& table,
                        std::int64_t room,
                        std::int64_t layer);

}  // namespace lire::models::gpu
