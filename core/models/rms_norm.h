// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/ScalarType.h>

namespace lire::models {

/// Root-mean-square norm y = w x / rms(x), in fp32.
class RmsNorm {
public:
    RmsNorm() = default;
    /// `weight` [D] fp32
    RmsNorm(at::Tensor weight, double epsilon);

    /// x [N, D] fp32 → [N, D] in `dtype`.
    at::Tensor forward(const at::Tensor& x, c10::ScalarType dtype) const;
    /// Adds the gradient with respect to x to `dx` [N, D] fp32; adds to the weight's gradient where
    /// it is trainable.
    void backward(const at::Tensor& dy, const at::Tensor& x, at::Tensor& dx) const;

    const at::Tensor& weight() const { return m_weight; }
    /// Makes the weight trainable; returns its gradient.
    at::Tensor makeTrainable();

private:
    at::Tensor m_weight;
    at::Tensor m_gradient;  ///< undefined where frozen
    double m_epsilon = 0.0;
};

}  // namespace lire::models
