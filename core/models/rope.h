// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include "core/models/llama_config.h"

namespace lire::models {

/// Rotary position embedding by halves, as transformers computes it, with the scalings "linear",
/// "dynamic" (none up to the trained length, and nothing longer gets here: checkLength() in
/// token_list.h), "llama3" and "yarn".
class Rope {
public:
    Rope() = default;
    Rope(const LlamaConfig& config, c10::Device device);

    /// cos and sin of these positions, [N, 1, headSize / 2] fp32 each.
    struct Angles {
        at::Tensor cosine = {};
        at::Tensor sine = {};
    };
    Angles angles(const at::Tensor& positions) const;

    /// x [N, heads, headSize] rotated, in x's dtype. `inverse`: the backward pass.
    static at::Tensor rotate(const at::Tensor& x, const Angles& angles, bool inverse = false);

private:
    at::Tensor m_frequencies;  ///< [headSize / 2] fp32
    double m_amplitude = 1.0;  ///< yarn's attention factor
};

}  // namespace lire::models
