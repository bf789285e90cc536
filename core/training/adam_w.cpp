// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/adam_w.h"

#include <cmath>

#include <ATen/ATen.h>

namespace lire::training {

AdamW::AdamW(std::span<const models::Parameter> parameters, Settings settings)
    : m_settings(settings) {
    for (const auto& parameter : parameters) {
        m_first.push_back(at::zeros_like(parameter.value));
        m_second.push_back(at::zeros_like(parameter.value));
    }
}

void AdamW::step(std::span<models::Parameter> parameters, double learningRate) {
    ++m_steps;
    const auto& s = m_settings;
    const auto count = static_cast<double>(m_steps);
    const double correction1 = 1.0 - std::pow(s.beta1, count);
    const double correction2 = std::sqrt(1.0 - std::pow(s.beta2, count));
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        auto& value = parameters[i].value;
        const auto& gradient = parameters[i].gradient;
        if (s.weightDecay > 0.0) {
            value.mul_(1.0 - learningRate * s.weightDecay);
        }
        m_first[i].lerp_(gradient, 1.0 - s.beta1);
        m_second[i].mul_(s.beta2).addcmul_(gradient, gradient, 1.0 - s.beta2);
        const auto denominator = m_second[i].sqrt().div_(correction2).add_(s.epsilon);
        value.addcdiv_(m_first[i], denominator, -learningRate / correction1);
    }
}

double clipGradients(std::span<models::Parameter> parameters, double clip) {
    double squares = 0.0;
    for (const auto& parameter : parameters) {
        squares += parameter.gradient.square().sum(at::kDouble).item<double>();
    }
    const double norm = std::sqrt(squares);
    if (clip > 0.0 && norm > clip) {
        for (auto& parameter : parameters) {
            parameter.gradient.mul_(clip / norm);
        }
    }
    return norm;
}

}  // namespace lire::training
