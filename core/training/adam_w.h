// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/models/parameter.h"

namespace lire::training {

/// AdamW (Loshchilov and Hutter 2019) with decoupled decay, in fp32, as torch.optim.AdamW computes
/// it. Thread: worker.
class AdamW {
public:
    struct Settings {
        double beta1 = 0.9;
        double beta2 = 0.999;
        double epsilon = 1e-8;
        double weightDecay = 0.0;
    };

    AdamW(std::span<const models::Parameter> parameters, Settings settings);

    /// One update of the values from their gradients. `parameters` are those of the constructor.
    void step(std::span<models::Parameter> parameters, double learningRate);

    /// First and second moments, by parameter: what a checkpoint stores.
    std::vector<at::Tensor>& firstMoments() { return m_first; }
    std::vector<at::Tensor>& secondMoments() { return m_second; }
    std::int64_t steps() const { return m_steps; }
    void setSteps(std::int64_t steps) { m_steps = steps; }
    /// Other numbers from the next step on; the moments stay.
    void setSettings(const Settings& settings) { m_settings = settings; }

private:
    Settings m_settings;
    std::vector<at::Tensor> m_first;
    std::vector<at::Tensor> m_second;
    std::int64_t m_steps = 0;
};

/// The gradients' global norm; scales them down to `clip` where it is larger and `clip` > 0.
/// Returns the norm before clipping.
double clipGradients(std::span<models::Parameter> parameters, double clip);

}  // namespace lire::training
