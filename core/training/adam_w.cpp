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
    // Many small tensors together, as a GPU would wait for hundreds of launches; not all, as the
    // denominators are a copy.
    constexpr std::int64_t numbersAtOnce = std::int64_t{1} << 24;
    for (std::size_t begin = 0; begin < parameters.size();) {
        std::vector<at::Tensor> values;
        std::vector<at::Tensor> gradients;
        std::vector<at::Tensor> first;
        std::vector<at::Tensor> second;
        std::int64_t numbers = 0;
        for (; begin < parameters.size() && numbers < numbersAtOnce; ++begin) {
            values.push_back(parameters[begin].value);
            gradients.push_back(parameters[begin].gradient);
            first.push_back(m_first[begin]);
            second.push_back(m_second[begin]);
            numbers += values.back().numel();
        }
        if (s.weightDecay > 0.0) {
            at::_foreach_mul_(values, 1.0 - learningRate * s.weightDecay);
        }
        at::_foreach_lerp_(first, gradients, 1.0 - s.beta1);
        at::_foreach_mul_(second, s.beta2);
        at::_foreach_addcmul_(second, gradients, gradients, 1.0 - s.beta2);
        auto denominators = at::_foreach_sqrt(second);
        at::_foreach_div_(denominators, correction2);
        at::_foreach_add_(denominators, s.epsilon);
        at::_foreach_addcdiv_(values, first, denominators, -learningRate / correction1);
    }
}

double clipGradients(std::span<models::Parameter> parameters, double clip) {
    std::vector<at::Tensor> gradients;
    for (const auto& parameter : parameters) {
        gradients.push_back(parameter.gradient);
    }
    const auto norms = at::stack(at::_foreach_norm(gradients, 2, at::kDouble));
    const auto norm = norms.norm().item<double>();
    if (clip > 0.0 && norm > clip) {
        at::_foreach_mul_(gradients, clip / norm);
    }
    return norm;
}

}  // namespace lire::training
