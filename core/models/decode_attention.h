// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <ATen/core/Tensor.h>

namespace lire::models {

/// What one sequence of a decoding step attends to: its prompt's keys and values, then its own.
struct DecodeSequence {
    at::Tensor promptKeys = {};    ///< [KV, P, d], contiguous
    at::Tensor promptValues = {};  ///< [KV, P, d]
    at::Tensor ownKeys = {};       ///< [KV, C, d], C slots of which `length` are filled
    at::Tensor ownValues = {};     ///< [KV, C, d]
    std::int64_t length = 0;       ///< with the newest token
};

using DecodeSequences = std::span<const DecodeSequence* const>;

/// Writes the newest token's keys and values ([S, KV, d]) into each sequence's slot `length` - 1.
void storeNewest(const at::Tensor& keys, const at::Tensor& values, DecodeSequences sequences);

/// Attention of one new token a sequence. q [S, H, d] → [S, H * d] in q's dtype, fp32 inside. On a
/// CPU a vectorised loop over (sequence, key head); elsewhere tensor operations.
at::Tensor decodeAttention(const at::Tensor& q, DecodeSequences sequences);

/// The plain form by tensor operations on any device: the fast one's oracle.
at::Tensor decodeAttentionPlain(const at::Tensor& q, DecodeSequences sequences);

}  // namespace lire::models
