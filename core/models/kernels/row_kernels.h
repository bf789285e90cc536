// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace lire::models {

/// bfloat16 as bits: the upper half of an fp32.
using Bf16 = std::uint16_t;

/// Sizes and settings of one softmax over a list's scores: row r of `rows` sees all of the prompt
/// and own tokens 0 … r mod length, inclusive.
struct SoftmaxShape {
    std::int64_t rows = 0;    ///< of both parts
    std::int64_t prefix = 0;  ///< P: columns of the prompt's part, may be 0
    std::int64_t length = 0;  ///< R: columns of the own part, and rows of one sequence's head
};

/// One key head's view of a sequence that is being decoded: two runs of rows of `size` numbers.
template <class T>
struct KeyRuns {
    const T* promptKeys = nullptr;
    const T* promptValues = nullptr;
    std::int64_t promptLength = 0;
    const T* ownKeys = nullptr;
    const T* ownValues = nullptr;
    std::int64_t ownLength = 0;
};

/// Sizes of a sum of outer products over `rows`.
struct OuterShape {
    std::int64_t rows = 0;
    std::int64_t ranks = 0;    ///< columns of the narrow matrix
    std::int64_t columns = 0;  ///< of the wide one
};

/// Numbers of which softWeights() gives one sum.
constexpr std::int64_t softWeightsBlock = 512;

/// Row by row over contiguous memory, in fp32 between reading and writing; T is float or Bf16.
/// Each is one pass where ATen's operations take several. NaN in gives NaN out.
template <class T>
struct RowKernelsOf {
    /// y = x / rms(x) * weight. x, y [rows, size]
    void (*rmsNorm)(const float* x,
                    const float* weight,
                    T* y,
                    std::int64_t rows,
                    std::int64_t size,
                    float epsilon);
    /// dx += the gradient with respect to x, given dy.
    void (*rmsNormBackward)(const T* dy,
                            const float* x,
                            const float* weight,
                            float* dx,
                            std::int64_t rows,
                            std::int64_t size,
                            float epsilon);
    /// Pairs (i, i + size / 2) of each head turned by the row's angle. x, y [rows, heads, size];
    /// cosine, sine [rows, size / 2]; `sign` -1 turns back.
    void (*rotate)(const T* x,
                   const float* cosine,
                   const float* sine,
                   T* y,
                   std::int64_t rows,
                   std::int64_t heads,
                   std::int64_t size,
                   float sign);
    /// silu(gate) * up, elementwise.
    void (*swiglu)(const T* gate, const T* up, T* out, std::int64_t count);
    void (*swigluBackward)(
        const T* dOut, const T* gate, const T* up, T* dGate, T* dUp, std::int64_t count);
    /// sum = x + y, elementwise; sum may be x.
    void (*add)(const float* x, const T* y, float* sum, std::int64_t count);
    /// Scores become probabilities, in place; own tokens that lie ahead get 0. prompt [rows, P],
    /// own [rows, R].
    void (*jointSoftmax)(T* prompt, T* own, SoftmaxShape shape);
    /// Gradients of probabilities become those of scores, in place: ds = p (dp - sum p dp).
    void (*jointSoftmaxBackward)(
        const T* prompt, const T* own, T* dPrompt, T* dOwn, SoftmaxShape shape);
    /// sums[i][c] += scale * sum_n a[n][i] b[n][c] for the columns begin <= c < end. a [rows,
    /// ranks], b [rows, columns], sums [ranks, columns] fp32: the gradient of an adapter's small
    /// matrix.
    void (*addOuterProducts)(const T* a,
                             const T* b,
                             OuterShape shape,
                             std::int64_t begin,
                             std::int64_t end,
                             float scale,
                             float* sums);
    /// softmax(scale q . keys) values of one new token, for the query heads that share a key head.
    /// q, out [groups, size]; `scores` is room for [groups, rows of both runs].
    void (*attend)(const T* q,
                   float scale,
                   KeyRuns<T> runs,
                   std::int64_t groups,
                   std::int64_t size,
                   float* scores,
                   T* out);
};

struct RowKernels {
    RowKernelsOf<float> fp32;
    RowKernelsOf<Bf16> bf16;
    /// weights = e^((x - max x) scale), [count], and their sums over blocks of softWeightsBlock:
    /// what a draw from softmax(scale x) needs. `scale` > 0.
    void (*softWeights)(
        const float* x, std::int64_t count, float scale, float* weights, float* sums);
};

/// One table a level of instructions. The AVX tables are null where the program was not built for
/// x86-64.
const RowKernels& plainRowKernels();
const RowKernels* avx2RowKernels();
const RowKernels* avx512RowKernels();

/// The best that this machine runs.
const RowKernels& rowKernels();

}  // namespace lire::models
