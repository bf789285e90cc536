// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/decode_attention.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "core/models/gpu/attend_kernel.h"
#include "core/models/kernels/on_rows.h"

namespace lire::models {

namespace {

double scaleOf(const at::Tensor& q) {
    return 1.0 / std::sqrt(static_cast<double>(q.size(2)));
}

/// Heads end to end within a row.
bool rowsAreWhole(const at::Tensor& heads) {
    return heads.stride(2) == 1 && heads.stride(1) == heads.size(2);
}

bool onKernels(const QueryKeyValue& newest) {
    return onRowKernels(newest.q) && rowsAreWhole(newest.q) && rowsAreWhole(newest.k) &&
           rowsAreWhole(newest.v);
}

template <class T>
T* headOf(const at::Tensor& heads, std::int64_t sequence, std::int64_t head) {
    return rowsOf<T>(heads) + sequence * heads.stride(0) + head * heads.stride(1);
}

/// A key head's part of a cache [layers, 2, KV, C, d].
template <class T>
struct HeadCache {
    HeadCache(const at::Tensor& cache, std::int64_t layer, std::int64_t head)
        : keys(rowsOf<T>(cache) + layer * cache.stride(0) + head * cache.stride(2)),
          values(keys + cache.stride(1)) {}
    T* keys;
    T* values;
};

/// Buffers of one thread.
template <class T>
struct Scratch {
    std::vector<T> turned;      ///< [G, d]
    std::vector<float> scores;  ///< [G, P + R]
};

template <class T>
class Attention {
public:
    Attention(const RowKernelsOf<T>& kernels,
              const QueryKeyValue& newest,
              const Rope::Angles& angles,
              std::int64_t layer)
        : m_kernels(kernels),
          m_newest(newest),
          m_angles(angles),
          m_layer(layer),
          m_size(newest.q.size(2)),
          m_groups(newest.q.size(1) / newest.k.size(1)),
          m_scale(static_cast<float>(scaleOf(newest.q))) {}

    /// One sequence's key head and the query heads that share it; out [G, d].
    void attend(const DecodeSequence& sequence,
                std::int64_t s,
                std::int64_t head,
                T* out,
                Scratch<T>& scratch) const {
        const HeadCache<T> prompt(sequence.prompt, m_layer, head);
        const HeadCache<T> own(sequence.own, m_layer, head);
        const auto slot = (sequence.length - 1) * m_size;
        turn(headOf<T>(m_newest.k, s, head), s, 1, own.keys + slot);
        std::copy_n(headOf<T>(m_newest.v, s, head), m_size, own.values + slot);

        const auto count = static_cast<std::size_t>(m_groups * m_size);
        const auto promptLength = sequence.prompt.size(3);
        scratch.turned.resize(count);
        scratch.scores.resize(
            static_cast<std::size_t>(m_groups * (promptLength + sequence.length)));
        turn(headOf<T>(m_newest.q, s, head * m_groups), s, m_groups, scratch.turned.data());
        m_kernels.attend(scratch.turned.data(),
                         m_scale,
                         {.promptKeys = prompt.keys,
                          .promptValues = prompt.values,
                          .promptLength = promptLength,
                          .ownKeys = own.keys,
                          .ownValues = own.values,
                          .ownLength = sequence.length},
                         m_groups,
                         m_size,
                         scratch.scores.data(),
                         out);
    }

private:
    void turn(const T* from, std::int64_t s, std::int64_t heads, T* to) const {
        const auto half = m_size / 2;
        m_kernels.rotate(from,
                         rowsOf<float>(m_angles.cosine) + s * half,
                         rowsOf<float>(m_angles.sine) + s * half,
                         to,
                         1,
                         heads,
                         m_size,
                         1.0F);
    }

    const RowKernelsOf<T>& m_kernels;
    const QueryKeyValue& m_newest;
    const Rope::Angles& m_angles;
    std::int64_t m_layer;
    std::int64_t m_size;
    std::int64_t m_groups;
    float m_scale;
};

at::Tensor tableOf(const DecodeSequences& sequences, c10::Device device) {
    return at::tensor(addressesOf(sequences.all), at::kLong).view({4, -1}).to(device);
}

}  // namespace

std::vector<std::int64_t> addressesOf(std::span<const DecodeSequence* const> sequences) {
    const auto count = sequences.size();
    std::vector<std::int64_t> columns(4 * count);
    const auto addressOf = [](const at::Tensor& cache) {
        return static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(cache.data_ptr()));
    };
    for (std::size_t s = 0; s < count; ++s) {
        columns[s] = addressOf(sequences[s]->prompt);
        columns[count + s] = addressOf(sequences[s]->own);
        columns[2 * count + s] = sequences[s]->prompt.size(3);
        columns[3 * count + s] = sequences[s]->length;
    }
    return columns;
}

at::Tensor attendNewest(const QueryKeyValue& newest,
                        const Rope::Angles& angles,
                        const DecodeSequences& sequences,
                        std::int64_t layer) {
    if (gpu::takesHeads(newest)) {
        const auto& table = sequences.table;
        return gpu::attendNewest(newest,
                                 angles,
                                 table.defined() ? table : tableOf(sequences, newest.q.device()),
                                 sequences.all.front()->own.size(3),
                                 layer);
    }
    if (!onKernels(newest)) {
        return attendNewestPlain(newest, angles, sequences, layer);
    }
    const auto& q = newest.q;
    const auto kv = newest.k.size(1);
    const auto width = q.size(1) * q.size(2) / kv;  // of a key head's query heads
    auto out = at::empty({q.size(0), q.size(1) * q.size(2)}, q.options());
    withRowKernels(q.scalar_type(), [&]<class T>(const RowKernelsOf<T>& kernels, T) {
        const Attention<T> attention(kernels, newest, angles, layer);
        at::parallel_for(0, q.size(0) * kv, 1, [&](std::int64_t begin, std::int64_t end) {
            Scratch<T> scratch;
            for (auto job = begin; job < end; ++job) {
                const auto s = job / kv;
                attention.attend(*sequences.all[static_cast<std::size_t>(s)],
                                 s,
                                 job % kv,
                                 rowsOf<T>(out) + job * width,
                                 scratch);
            }
        });
    });
    return out;
}

at::Tensor attendNewestPlain(const QueryKeyValue& newest,
                             const Rope::Angles& angles,
                             const DecodeSequences& sequences,
                             std::int64_t layer) {
    const auto q = Rope::rotate(newest.q, angles);
    const auto k = Rope::rotate(newest.k, angles);
    std::vector<at::Tensor> rows;
    for (std::size_t i = 0; i < sequences.all.size(); ++i) {
        const auto s = static_cast<std::int64_t>(i);
        const auto& sequence = *sequences.all[i];
        const auto prompt = sequence.prompt.select(0, layer);  // [2, KV, P, d]
        const auto own = sequence.own.select(0, layer).narrow(2, 0, sequence.length);
        own.select(0, 0).select(1, sequence.length - 1).copy_(k.select(0, s));
        own.select(0, 1).select(1, sequence.length - 1).copy_(newest.v.select(0, s));
        const auto seen = at::cat({prompt, own}, 2).to(at::kFloat);  // [2, KV, P + R, d]
        const auto query = q.select(0, s).to(at::kFloat).view({k.size(1), -1, q.size(2)});
        const auto scores = at::bmm(query, seen.select(0, 0).transpose(1, 2));
        const auto p = at::_softmax(scores * scaleOf(q), -1, false);
        rows.push_back(at::bmm(p, seen.select(0, 1)).reshape({-1}));
    }
    return at::stack(rows).to(q.scalar_type());
}

}  // namespace lire::models
