// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/rms_norm.h"

#include <ATen/ATen.h>

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
    return (x * inverseRms(x, m_epsilon)).mul_(m_weight).to(dtype);
}

void RmsNorm::backward(const at::Tensor& dy, const at::Tensor& x, at::Tensor& dx) const {
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
