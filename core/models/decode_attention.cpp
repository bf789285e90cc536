// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/decode_attention.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <limits>
#include <type_traits>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

namespace lire::models {

namespace {

/// One key head's view of a sequence: two runs of rows.
template <class T>
struct KeyRuns {
    const T* promptKeys;
    const T* promptValues;
    std::int64_t promptLength;
    const T* ownKeys;
    const T* ownValues;
    std::int64_t ownLength;
};

inline float wide(float x) {
    return x;
}

inline float wide(std::uint16_t bits) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16U);
}

// Compiled for each instruction set and chosen when the program starts.
#define LIRE_EVERY_CPU __attribute__((target_clones("avx512f", "avx2", "fma", "default")))

/// scores[i] = q . keys[i]
template <class T>
inline void dotRows(
    const float* q, const T* keys, std::int64_t rows, std::int64_t size, float* scores) {
    constexpr std::int64_t lanes = 16;
    for (std::int64_t i = 0; i < rows; ++i) {
        const T* key = keys + i * size;
        std::array<float, lanes> sums = {};
        std::int64_t e = 0;
        for (; e + lanes <= size; e += lanes) {
            for (std::int64_t lane = 0; lane < lanes; ++lane) {
                sums[static_cast<std::size_t>(lane)] += q[e + lane] * wide(key[e + lane]);
            }
        }
        float sum = 0.0F;
        for (const float part : sums) {
            sum += part;
        }
        for (; e < size; ++e) {
            sum += q[e] * wide(key[e]);
        }
        scores[i] = sum;
    }
}

/// out += sum_i weights[i] values[i]
template <class T>
inline void addRows(
    const float* weights, const T* values, std::int64_t rows, std::int64_t size, float* out) {
    for (std::int64_t i = 0; i < rows; ++i) {
        const T* value = values + i * size;
        const float weight = weights[i];
        for (std::int64_t e = 0; e < size; ++e) {
            out[e] += weight * wide(value[e]);
        }
    }
}

/// One query head: out [d] = softmax(q . keys) values; `scores` is room for all rows.
template <class T>
inline void attendOne(
    const float* q, const KeyRuns<T>& runs, std::int64_t size, float* scores, float* out) {
    const auto rows = runs.promptLength + runs.ownLength;
    dotRows(q, runs.promptKeys, runs.promptLength, size, scores);
    dotRows(q, runs.ownKeys, runs.ownLength, size, scores + runs.promptLength);
    float most = -std::numeric_limits<float>::infinity();
    for (std::int64_t i = 0; i < rows; ++i) {
        most = std::max(most, scores[i]);
    }
    float total = 0.0F;
    for (std::int64_t i = 0; i < rows; ++i) {
        scores[i] = std::exp(scores[i] - most);
        total += scores[i];
    }
    std::fill_n(out, size, 0.0F);
    addRows(scores, runs.promptValues, runs.promptLength, size, out);
    addRows(scores + runs.promptLength, runs.ownValues, runs.ownLength, size, out);
    for (std::int64_t e = 0; e < size; ++e) {
        out[e] /= total;
    }
}

LIRE_EVERY_CPU void attendFloat(
    const float* q, const KeyRuns<float>& runs, std::int64_t size, float* scores, float* out) {
    attendOne(q, runs, size, scores, out);
}

LIRE_EVERY_CPU void attendBf16(const float* q,
                               const KeyRuns<std::uint16_t>& runs,
                               std::int64_t size,
                               float* scores,
                               float* out) {
    attendOne(q, runs, size, scores, out);
}

template <class T>
const T* rows(const at::Tensor& x, std::int64_t head) {
    return static_cast<const T*>(x.const_data_ptr()) + head * x.size(1) * x.size(2);
}

template <class T>
void attendAll(const at::Tensor& q, DecodeSequences sequences, at::Tensor& out) {
    const auto heads = q.size(1);
    const auto size = q.size(2);
    const auto kv = sequences.front()->promptKeys.size(0);
    const auto groups = heads / kv;
    const auto* qData = q.const_data_ptr<float>();
    auto* outData = out.mutable_data_ptr<float>();
    const auto jobs = static_cast<std::int64_t>(sequences.size()) * kv;
    at::parallel_for(0, jobs, 1, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> scores;
        for (auto job = begin; job < end; ++job) {
            const auto s = job / kv;
            const auto head = job % kv;
            const auto& sequence = *sequences[static_cast<std::size_t>(s)];
            const auto promptLength = sequence.promptKeys.size(1);
            scores.resize(static_cast<std::size_t>(promptLength + sequence.length));
            const KeyRuns<T> runs{.promptKeys = rows<T>(sequence.promptKeys, head),
                                  .promptValues = rows<T>(sequence.promptValues, head),
                                  .promptLength = promptLength,
                                  .ownKeys = rows<T>(sequence.ownKeys, head),
                                  .ownValues = rows<T>(sequence.ownValues, head),
                                  .ownLength = sequence.length};
            for (std::int64_t g = 0; g < groups; ++g) {
                const auto offset = (s * heads + head * groups + g) * size;
                if constexpr (std::is_same_v<T, float>) {
                    attendFloat(qData + offset, runs, size, scores.data(), outData + offset);
                } else {
                    attendBf16(qData + offset, runs, size, scores.data(), outData + offset);
                }
            }
        }
    });
}

/// rows [S, KV, d] of which row s goes to slot `length` - 1 of a sequence's [KV, C, d].
void storeRows(const at::Tensor& rows,
               DecodeSequences sequences,
               at::Tensor DecodeSequence::*cache) {
    const bool direct = rows.is_cpu() && rows.is_contiguous();
    const auto kv = rows.size(1);
    const auto bytes = static_cast<std::size_t>(rows.size(2) * rows.element_size());
    const auto* from = static_cast<const std::byte*>(rows.const_data_ptr());
    for (std::size_t s = 0; s < sequences.size(); ++s) {
        const auto& to = sequences[s]->*cache;
        const auto slot = sequences[s]->length - 1;
        if (!direct) {
            to.select(1, slot).copy_(rows.select(0, static_cast<std::int64_t>(s)));
            continue;
        }
        // Thousands of rows a step: a tensor operation for each would take longer than the copies.
        auto* slots = static_cast<std::byte*>(to.mutable_data_ptr());
        const auto room = static_cast<std::size_t>(to.size(1));
        for (std::int64_t head = 0; head < kv; ++head, from += bytes) {
            const auto place =
                static_cast<std::size_t>(head) * room + static_cast<std::size_t>(slot);
            std::memcpy(slots + place * bytes, from, bytes);
        }
    }
}

double scaleOf(const at::Tensor& q) {
    return 1.0 / std::sqrt(static_cast<double>(q.size(2)));
}

}  // namespace

void storeNewest(const at::Tensor& keys, const at::Tensor& values, DecodeSequences sequences) {
    storeRows(keys, sequences, &DecodeSequence::ownKeys);
    storeRows(values, sequences, &DecodeSequence::ownValues);
}

at::Tensor decodeAttention(const at::Tensor& q, DecodeSequences sequences) {
    if (!q.is_cpu() || (q.scalar_type() != at::kFloat && q.scalar_type() != at::kBFloat16)) {
        return decodeAttentionPlain(q, sequences);
    }
    const auto scaled = q.to(at::kFloat).mul(scaleOf(q)).contiguous();
    auto out = at::empty(q.sizes(), scaled.options());
    if (q.scalar_type() == at::kFloat) {
        attendAll<float>(scaled, sequences, out);
    } else {
        attendAll<std::uint16_t>(scaled, sequences, out);
    }
    return out.view({q.size(0), -1}).to(q.scalar_type());
}

at::Tensor decodeAttentionPlain(const at::Tensor& q, DecodeSequences sequences) {
    std::vector<at::Tensor> rows;
    const auto size = q.size(2);
    for (std::size_t s = 0; s < sequences.size(); ++s) {
        const auto& sequence = *sequences[s];
        const auto kv = sequence.promptKeys.size(0);
        const auto keys =
            at::cat({sequence.promptKeys, sequence.ownKeys.narrow(1, 0, sequence.length)}, 1);
        const auto values =
            at::cat({sequence.promptValues, sequence.ownValues.narrow(1, 0, sequence.length)}, 1);
        const auto query = q.select(0, static_cast<std::int64_t>(s)).reshape({kv, -1, size});
        const auto scores = at::bmm(query.to(at::kFloat), keys.to(at::kFloat).transpose(1, 2));
        const auto p = at::_softmax(scores * scaleOf(q), -1, false);
        rows.push_back(at::bmm(p, values.to(at::kFloat)).reshape({-1}));
    }
    return at::stack(rows).to(q.scalar_type());
}

}  // namespace lire::models
