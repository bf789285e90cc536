// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/linear.h"

#include <algorithm>

#include <ATen/ATen.h>

#include "core/models/kernels/on_rows.h"
#include "core/models/products.h"

namespace lire::models {

namespace {

/// sums += scale a^T b; a [N, r], b [N, columns], sums [r, columns] fp32
void addOuterProducts(const at::Tensor& a,
                      const at::Tensor& b,
                      double scale,
                      const at::Tensor& sums) {
    const bool kernelsTakeIt = onRowKernels(a) && a.scalar_type() == b.scalar_type() &&
                               a.is_contiguous() && b.is_contiguous() && sums.is_contiguous();
    if (!kernelsTakeIt) {
        if (a.is_cuda() && a.scalar_type() == at::kBFloat16 && b.scalar_type() == at::kBFloat16) {
            sums.add_(at::mm(a.t(), b, at::kFloat), scale);
        } else {
            sums.addmm_(a.to(at::kFloat).t(), b.to(at::kFloat), 1.0, scale);
        }
        return;
    }
    const OuterShape shape{.rows = a.size(0), .ranks = a.size(1), .columns = b.size(1)};
    constexpr std::int64_t columnsAtOnce = 64;  // whole cache lines to each thread
    const auto blocks = (shape.columns + columnsAtOnce - 1) / columnsAtOnce;
    withRowKernels(a.scalar_type(), [&]<class T>(const RowKernelsOf<T>& kernels, T) {
        overRows(blocks, columnsAtOnce * shape.rows, [&](std::int64_t begin, std::int64_t end) {
            kernels.addOuterProducts(rowsOf<T>(a),
                                     rowsOf<T>(b),
                                     shape,
                                     begin * columnsAtOnce,
                                     std::min(end * columnsAtOnce, shape.columns),
                                     static_cast<float>(scale),
                                     rowsOf<float>(sums));
        });
    });
}

}  // namespace

Linear::Linear(at::Tensor weight, at::Tensor bias)
    : m_weight(std::move(weight)), m_bias(std::move(bias)) {}

at::Tensor Linear::forward(const at::Tensor& x, bool adapter) const {
    auto y = timesTransposed(x, m_weight, m_bias);
    if (adapter) {
        addAdapter(x, y);
    }
    return y;
}

void Linear::addAdapter(const at::Tensor& x, at::Tensor& y) const {
    if (m_a.defined()) {
        addTimesTransposed(y, timesTransposed(x, m_aCompute), m_bCompute);
    }
}

void Linear::backward(const at::Tensor& dy,
                      const at::Tensor& x,
                      bool adapter,
                      at::Tensor* dx) const {
    if (dx != nullptr && dx->defined()) {
        addTimes(*dx, dy, m_weight);
    } else if (dx != nullptr) {
        *dx = times(dy, m_weight);
    }
    if (m_fullGradient.defined()) {
        m_fullGradient.addmm_(dy.to(at::kFloat).t(), x.to(at::kFloat));
        if (m_biasGradient.defined()) {
            m_biasGradient.add_(dy.to(at::kFloat).sum(0));
        }
    }
    if (adapter && m_a.defined()) {
        // The adapter's gradients are summed in fp32: small sums over many tokens.
        const auto ax = timesTransposed(x, m_aCompute);  // [N, r]
        const auto dz = times(dy, m_bCompute);           // [N, r], with respect to A x
        auto bTransposed = at::zeros({m_b.size(1), m_b.size(0)}, m_bGradient.options());
        addOuterProducts(ax, dy, m_scale, bTransposed);
        m_bGradient.add_(bTransposed.t());
        addOuterProducts(dz, x, 1.0, m_aGradient);
        if (dx != nullptr) {
            addTimes(*dx, dz, m_aCompute);
        }
    }
}

void Linear::attach(const Parameter& a, const Parameter& b, double scale) {
    m_a = a.value;
    m_b = b.value;
    m_aGradient = a.gradient;
    m_bGradient = b.gradient;
    m_scale = scale;
    parametersChanged();
}

void Linear::detachAdapter() {
    for (auto* tensor : {&m_a, &m_b, &m_aGradient, &m_bGradient, &m_aCompute, &m_bCompute}) {
        tensor->reset();
    }
}

std::vector<Parameter> Linear::makeTrainable(const std::string& name) {
    m_fullGradient = at::zeros_like(m_weight, at::kFloat);
    std::vector<Parameter> parameters = {
        {.name = name + ".weight", .value = m_weight, .gradient = m_fullGradient}};
    if (m_bias.defined()) {
        m_biasGradient = at::zeros_like(m_bias, at::kFloat);
        parameters.push_back({.name = name + ".bias", .value = m_bias, .gradient = m_biasGradient});
    }
    return parameters;
}

void Linear::parametersChanged() {
    if (m_a.defined()) {
        m_aCompute = m_a.to(m_weight.scalar_type());
        m_bCompute = (m_b * m_scale).to(m_weight.scalar_type());
    }
}

at::Tensor Linear::merged() const {
    auto weight = m_weight.to(at::kFloat);
    return m_a.defined() ? at::addmm(weight, m_b, m_a, 1.0, m_scale) : weight;
}

}  // namespace lire::models
