// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace lire::models {

/// x W^T (+ bias), x [N, in], W [out, in], bias [out] or undefined → [N, out] in x's dtype. As
/// at::linear, but fp32 on a CPU goes to oneDNN too: ATen would take MKL, which runs at half the
/// rate on processors that are not Intel's.
at::Tensor timesTransposed(const at::Tensor& x,
                           const at::Tensor& weight,
                           const at::Tensor& bias = {});

/// x W, x [N, out], W [out, in] → [N, in], by the same library.
at::Tensor times(const at::Tensor& x, const at::Tensor& weight);

/// sum += x W^T and sum += x W by the same library; sum is [N, out] and [N, in] in x's dtype and
/// may be given another memory.
void addTimesTransposed(at::Tensor& sum, const at::Tensor& x, const at::Tensor& weight);
void addTimes(at::Tensor& sum, const at::Tensor& x, const at::Tensor& weight);

/// x W^T in fp32: on a GPU not rounded to bf16 in between.
at::Tensor timesTransposedWide(const at::Tensor& x, const at::Tensor& weight);

/// A matrix in oneDNN's own layout for products with few rows, where laying it out anew would take
/// as long as the product.
class PackedMatrix {
public:
    /// W [out, in] in fp32 or bf16, for products of about `rows` rows.
    PackedMatrix(const at::Tensor& weight, std::int64_t rows);

    /// x W^T (+ bias), x [N, in] → [N, out]
    at::Tensor product(const at::Tensor& x, const at::Tensor& bias = {}) const;

    /// Whether this machine's oneDNN takes products of this kind.
    static bool possible(c10::Device device, c10::ScalarType dtype);

private:
    at::Tensor m_packed;
};

}  // namespace lire::models
