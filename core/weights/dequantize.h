// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace lire::weights {

/// Writes `values` fp32 numbers from a GGUF tensor's blocks (types that ggufBlock() knows).
/// `values` is a whole number of blocks. Q4_0, Q4_1 and Q8_0 as ggml defines them: 32 values a
/// block with an fp16 scale (and, Q4_1, an fp16 minimum); the low nibbles are the block's first
/// half.
void dequantize(std::uint32_t type, const std::byte* blocks, std::int64_t values, float* out);

}  // namespace lire::weights
