// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>

#include "core/models/kernels/row_kernels.h"

namespace lire::models {

/// Whether the row kernels take this tensor: on a CPU, in fp32 or bf16. What they do not take goes
/// through ATen's operations, which also are the kernels' oracle in the tests.
inline bool onRowKernels(const at::Tensor& x) {
    return x.is_cpu() && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16);
}

/// Calls work(kernels, T{}) with the kernels of `dtype`, which must be fp32 or bf16.
template <class Work>
void withRowKernels(at::ScalarType dtype, const Work& work) {
    if (dtype == at::kBFloat16) {
        work(rowKernels().bf16, Bf16{});
    } else {
        work(rowKernels().fp32, float{});
    }
}

/// The memory of a contiguous tensor as the kernels read it.
template <class T>
T* rowsOf(const at::Tensor& x) {
    return static_cast<T*>(x.data_ptr());
}

/// work(begin, end) over rows of `size` elements, by all threads where there is enough to do.
template <class Work>
void overRows(std::int64_t rows, std::int64_t size, const Work& work) {
    constexpr std::int64_t elementsAtOnce = 32768;
    at::parallel_for(0, rows, std::max<std::int64_t>(1, elementsAtOnce / size), work);
}

}  // namespace lire::models
