// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/models/parameter.h"

namespace lire::models {

/// A linear projection y = W x + b + s B A x with its own backward pass. W is frozen in the compute
/// dtype, or (full) trainable in fp32; A [r, in] and B [out, r] are fp32 masters with copies in the
/// compute dtype.
class Linear {
public:
    Linear() = default;
    /// `bias` may be undefined.
    Linear(at::Tensor weight, at::Tensor bias);

    /// [N, in] → [N, out] in the compute dtype.
    at::Tensor forward(const at::Tensor& x, bool adapter) const;
    /// Adds to the trainable parameters' gradients, and to `dx`, the gradient with respect to x: it
    /// may be undefined for 0, null where it is not wanted. `x` is what forward() read.
    void backward(const at::Tensor& dy, const at::Tensor& x, bool adapter, at::Tensor* dx) const;

    /// What the adapter adds to W x + b, y += s B A x; nothing where there is none. y [N, out] may
    /// be columns of a wider matrix.
    void addAdapter(const at::Tensor& x, at::Tensor& y) const;

    void attach(const Parameter& a, const Parameter& b, double scale);
    void detachAdapter();
    /// Makes W (and b) trainable; returns their parameters under `name`.
    std::vector<Parameter> makeTrainable(const std::string& name);
    void parametersChanged();

    const at::Tensor& weight() const { return m_weight; }
    const at::Tensor& bias() const { return m_bias; }
    /// A [r, in] and s B [out, r] in the compute dtype; undefined without an adapter.
    const at::Tensor& adapterA() const { return m_aCompute; }
    const at::Tensor& scaledAdapterB() const { return m_bCompute; }
    /// W + s B A in fp32.
    at::Tensor merged() const;
    bool trains(bool adapter) const {
        return m_fullGradient.defined() || (adapter && m_a.defined());
    }

private:
    at::Tensor m_weight;  ///< [out, in]
    at::Tensor m_bias;    ///< [out] or undefined
    at::Tensor m_a;       ///< [r, in] fp32
    at::Tensor m_b;       ///< [out, r] fp32
    at::Tensor m_aGradient;
    at::Tensor m_bGradient;
    at::Tensor m_aCompute;  ///< in the compute dtype
    at::Tensor m_bCompute;  ///< in the compute dtype, times the scale
    double m_scale = 0.0;
    at::Tensor m_fullGradient;  ///< of W, where trainable
    at::Tensor m_biasGradient;
};

}  // namespace lire::models
