// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/swiglu.h"

#include <ATen/ATen.h>

#include "core/models/gpu/row_kernels.h"
#include "core/models/kernels/on_rows.h"

namespace lire::models {

at::Tensor swiglu(const at::Tensor& gate, const at::Tensor& up) {
    if (gpu::takesRows(gate, up) && gate.stride(0) == up.stride(0)) {
        return gpu::swiglu(gate, up);
    }
    if (!onRowKernels(gate) || gate.stride(1) != 1 || up.stride(1) != 1) {
        return at::silu(gate).mul_(up);
    }
    const auto size = gate.size(1);
    auto out = at::empty({gate.size(0), size}, gate.options());
    withRowKernels(gate.scalar_type(), [&]<class T>(const RowKernelsOf<T>& kernels, T) {
        overRows(gate.size(0), size, [&](std::int64_t begin, std::int64_t end) {
            for (auto row = begin; row < end; ++row) {
                kernels.swiglu(rowsOf<T>(gate) + row * gate.stride(0),
                               rowsOf<T>(up) + row * up.stride(0),
                               rowsOf<T>(out) + row * size,
                               size);
            }
        });
    });
    return out;
}

std::pair<at::Tensor, at::Tensor> swigluBackward(const at::Tensor& gradient,
                                                 const at::Tensor& gate,
                                                 const at::Tensor& up) {
    if (onRowKernels(gate) && gradient.is_contiguous() && gate.is_contiguous() &&
        up.is_contiguous()) {
        std::pair result{at::empty_like(gate), at::empty_like(up)};
        withRowKernels(gate.scalar_type(), [&]<class T>(const RowKernelsOf<T>& kernels, T) {
            overRows(gate.numel(), 1, [&](std::int64_t begin, std::int64_t end) {
                kernels.swigluBackward(rowsOf<T>(gradient) + begin,
                                       rowsOf<T>(gate) + begin,
                                       rowsOf<T>(up) + begin,
                                       rowsOf<T>(result.first) + begin,
                                       rowsOf<T>(result.second) + begin,
                                       end - begin);
            });
        });
        return result;
    }
    if (gpu::takesRows(gradient, gate, up) && gradient.is_contiguous() &&
        gate.stride(0) == up.stride(0)) {
        return gpu::swigluBackward(gradient, gate, up);
    }
    auto dUp = at::silu(gate).mul_(gradient);
    auto dGate = at::silu_backward(gradient * up, gate);
    return {std::move(dGate), std::move(dUp)};
}

}  // namespace lire::models
