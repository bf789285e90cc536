// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>

#include <ATen/core/Tensor.h>

namespace lire::models::gpu {

// Norms, RoPE and SwiGLU in one pass over a GPU's memory, where ATen's operations take several, in
// fp32 between reading and writing. ATen's are taken where these do not fit, and are their oracle
// in the tests.

/// Whether the kernels take these tensors: on a CUDA device with NVRTC, each in fp32 or bf16, last
/// dimension end to end and a multiple of 4, rows where four numbers may be read at once. Which is
/// of which dtype and shape stands at each kernel, and is the caller's to keep.
bool takesRows(const at::Tensor& x);
template <class... Tensors>
bool takesRows(const at::Tensor& first, const Tensors&... others) {
    return takesRows(first) && (takesRows(others) && ...);
}

/// x [N, D] fp32 → x / rms(x) * weight in `dtype`
at::Tensor rmsNorm(const at::Tensor& x,
                   const at::Tensor& weight,
                   at::ScalarType dtype,
                   double epsilon);
/// dx [N, D] fp32 += the gradient with respect to x, given dy [N, D].
void rmsNormBackward(const at::Tensor& dy,
                     const at::Tensor& x,
                     const at::Tensor& weight,
                     const at::Tensor& dx,
                     double epsilon);

/// x [N, heads, size] turned by the angles [N, 1, size / 2] fp32; rows may lie apart, size is a
/// multiple of 8. `sign` -1 turns back.
at::Tensor rotate(const at::Tensor& x,
                  const at::Tensor& cosine,
                  const at::Tensor& sine,
                  float sign);

/// silu(gate) * up; gate and up [N, I] may be halves of one matrix.
at::Tensor swiglu(const at::Tensor& gate, const at::Tensor& up);
/// Gradients with respect to gate and up: halves of one matrix [N, 2 I].
std::pair<at::Tensor, at::Tensor> swigluBackward(const at::Tensor& dOut,
                                                 const at::Tensor& gate,
                                                 const at::Tensor& up);

}  // namespace lire::models::gpu
