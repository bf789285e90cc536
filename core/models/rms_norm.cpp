// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/rms_norm.h"

#include <ATen/ATen.h>

#include "core/models/gpu/row_kernels.h"
#include "core/models/kernels/on_rows.h"

namespace lire::models {

RmsNorm::RmsNorm(at::Tensor weight, double epsilon)
    : m_weight(std::move(weight)), m_epsilon(epsilon) {}

namespace {

/// 1 / rms(x), [N, 1]
at::Tensor inverseRms(const at::Tensor& x, double epsilon) {
    return x.square().mean(-1, true).add_(epsilon).rsqrt_();
}

}  // namespace

at::Tensor RmsNorm::forward(const at::Tensor& x, c10::ScalarType dtype) const {
    if (gpu::takesRows(x, m_weight) && x.is_contiguous()) {
        return gpu::rmsNorm(x, m_weight, dtype, m_epsilon);
    }
    const auto size = x.size(-1);
    auto y = at::empty(x.sizes(), x.options().dtype(dtype));
    if (!onRowKernels(x) || !onRowKernels(y) || !x.is_contiguous()) {
        return (x * inverseRms(x, m_epsilon)).mul_(m_weight).to(dtype);
    }
    withRowKernels(dtype, [&]<class T>(const RowKernelsOf<T>& kernels, T) {
        overRows(x.numel() / size, size, [&](std::int64_t begin, std::int64_t end) {
            kernels.rmsNorm(rowsOf<float>(x) + begin * size,
                            rowsOf<float>(m_weight),
                            rowsOf<T>(y) + begin * size,
                            end - begin,
                            size,
                            static_cast<float>(m_epsilon));
        });
    });
    return y;
}

void RmsNorm::backward(const at::Tensor& dy, const at::Tensor& x, at::Tensor& dx) const {
    const bool contiguous = dy.is_contiguous() && x.is_contiguous() && dx.is_contiguous();
    const bool frozen = !m_gradient.defined();
    if (onRowKernels(dy) && onRowKernels(x) && onRowKernels(dx) && contiguous && frozen) {
        const auto size = x.size(-1);
        withRowKernels(dy.scalar_type(), [&]<class T>(const RowKernelsOf<T>& kernels, T) {
            overRows(x.numel() / size, size, [&](std::int64_t begin, std::int64_t end) {
                kernels.rmsNormBackward(rowsOf<T>(dy) + begin * size,
                                        rowsOf<float>(x) + begin * size,
                                        rowsOf<float>(m_weight),
                                        rowsOf<float>(dx) + begin * size,
                                        end - begin,
                                        size,
                                        static_cast<float>(m_epsilon));
            });
        });
        return;
    }
    if (gpu::takesRows(dy, x, dx, m_weight) && contiguous && frozen) {
        gpu::rmsNormBackward(dy, x, m_weight, dx, m_epsilon);
        return;
    }
    const auto r = inverseRms(x, m_epsilon);
    const auto normed = x * r;          // [N, D]
    auto gradient = dy.to(at::kFloat);  // [N, D]
    if (m_gradient.defined()) {
        m_gradient.add_((gradient * normed).sum(0));
    }
    gradient = gradient * m_weight;
    const auto along = (gradient * normed).mean(-1, true);  // [N, 1]
    dx.add_(gradient.sub_(normed * along).mul_(r));
}

at::Tensor RmsNorm::makeTrainable() {
    m_gradient = at::zeros_like(m_weight);
    return m_gradient;
}

}  // namespace lire::models
