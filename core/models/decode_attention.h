// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/models/query_key_value.h"
#include "core/models/rope.h"

namespace lire::models {

/// What one sequence of a decoding step attends to: its prompt's keys and values, then its own.
struct DecodeSequence {
    at::Tensor prompt = {};   ///< [layers, 2 (keys, values), KV, P, d], contiguous
    at::Tensor own = {};      ///< [layers, 2, KV, C, d], C slots of which `length` are filled
    std::int64_t length = 0;  ///< with the newest token
};

/// The sequences of one step. What `sequences` spans must outlive it.
struct DecodeSequences {
    explicit DecodeSequences(std::span<const DecodeSequence* const> sequences) : all(sequences) {}

    std::span<const DecodeSequence* const> all;
    /// [4, S] int64 on a GPU, as gpu/attend_kernel.h reads it; where undefined made in each layer
    at::Tensor table = {};
};

/// The table's columns one after another, for sequences on a GPU.
std::vector<std::int64_t> addressesOf(std::span<const DecodeSequence* const> sequences);

/// Attention of one new token a sequence in the layer of this index, `newest` a row a sequence, not
/// yet turned by its position: turns q and k by the token's angles, writes k and v into slot
/// `length` - 1 of the sequence's cache and attends to all that it sees. → [S, H * d] in q's dtype,
/// fp32 inside. On a CPU a vectorised loop over (sequence, key head), on a GPU one kernel; where
/// neither takes it the plain form.
at::Tensor attendNewest(const QueryKeyValue& newest,
                        const Rope::Angles& angles,
                        const DecodeSequences& sequences,
                        std::int64_t layer);

/// The same by tensor operations on any device: the fast one's oracle.
at::Tensor attendNewestPlain(const QueryKeyValue& newest,
                             const Rope::Angles& angles,
                             const DecodeSequences& sequences,
                             std::int64_t layer);

}  // namespace lire::models
