// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/rope.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <ATen/ATen.h>

#include "core/models/gpu/row_kernels.h"
#include "core/models/kernels/on_rows.h"

namespace lire::models {

namespace {

double setting(const nlohmann::json& scaling, const char* key, double standard) {
    const auto found = scaling.find(key);
    return found != scaling.end() && found->is_number() ? found->get<double>() : standard;
}

/// Llama 3: long waves are slowed down by the factor, short ones stay, a smooth step between.
double llama3Frequency(double frequency, const LlamaConfig& config) {
    const auto& scaling = config.ropeScaling;
    const double factor = setting(scaling, "factor", 8.0);
    const double low = setting(scaling, "low_freq_factor", 1.0);
    const double high = setting(scaling, "high_freq_factor", 4.0);
    const double length = setting(scaling, "original_max_position_embeddings", 8192.0);
    const double wave = 2.0 * std::numbers::pi / frequency;
    if (wave < length / high) {
        return frequency;
    }
    if (wave > length / low) {
        return frequency / factor;
    }
    const double smooth = (length / wave - low) / (high - low);
    return (1.0 - smooth) * frequency / factor + smooth * frequency;
}

/// YaRN: a ramp over the dimensions between interpolated and original frequencies.
double yarnFrequency(double frequency, std::int64_t i, const LlamaConfig& config) {
    const auto& scaling = config.ropeScaling;
    const double factor = setting(scaling, "factor", 1.0);
    const double length = setting(
        scaling, "original_max_position_embeddings", static_cast<double>(config.maxPositions));
    const auto size = static_cast<double>(config.headSize);
    const auto dimension = [&](double rotations) {
        return size * std::log(length / (rotations * 2.0 * std::numbers::pi)) /
               (2.0 * std::log(config.ropeTheta));
    };
    double low = dimension(setting(scaling, "beta_fast", 32.0));
    double high = dimension(setting(scaling, "beta_slow", 1.0));
    const auto truncate = scaling.find("truncate");
    if (truncate == scaling.end() || *truncate != false) {
        low = std::floor(low);
        high = std::ceil(high);
    }
    low = std::max(low, 0.0);
    high = std::min(high, size - 1.0);
    const double span = high == low ? 0.001 : high - low;
    const double ramp = std::clamp((static_cast<double>(i) - low) / span, 0.0, 1.0);
    return frequency / factor * ramp + frequency * (1.0 - ramp);
}

double yarnAmplitude(const LlamaConfig& config) {
    const auto& scaling = config.ropeScaling;
    const double factor = setting(scaling, "factor", 1.0);
    const auto amplitude = [factor](double mscale) {
        return factor <= 1.0 ? 1.0 : 0.1 * mscale * std::log(factor) + 1.0;
    };
    const double mscale = setting(scaling, "mscale", 0.0);
    const double allDimensions = setting(scaling, "mscale_all_dim", 0.0);
    const double standard = mscale != 0.0 && allDimensions != 0.0
                                ? amplitude(mscale) / amplitude(allDimensions)
                                : amplitude(1.0);
    return setting(scaling, "attention_factor", standard);
}

}  // namespace

Rope::Rope(const LlamaConfig& config, c10::Device device) {
    std::vector<float> frequencies;
    for (std::int64_t i = 0; i < config.headSize / 2; ++i) {
        double frequency = std::pow(
            config.ropeTheta, -2.0 * static_cast<double>(i) / static_cast<double>(config.headSize));
        if (config.ropeType == "linear") {
            frequency /= setting(config.ropeScaling, "factor", 1.0);
        } else if (config.ropeType == "llama3") {
            frequency = llama3Frequency(frequency, config);
        } else if (config.ropeType == "yarn") {
            frequency = yarnFrequency(frequency, i, config);
        }
        frequencies.push_back(static_cast<float>(frequency));
    }
    if (config.ropeType == "yarn") {
        m_amplitude = yarnAmplitude(config);
    }
    m_frequencies = at::tensor(frequencies, at::kFloat).to(device);
}

Rope::Angles Rope::angles(const at::Tensor& positions) const {
    const auto angle = positions.to(at::kFloat).unsqueeze(-1) * m_frequencies;  // [N, size / 2]
    return {.cosine = angle.cos().mul_(m_amplitude).unsqueeze(1),
            .sine = angle.sin().mul_(m_amplitude).unsqueeze(1)};
}

at::Tensor Rope::rotate(const at::Tensor& x, const Angles& angles, bool inverse) {
    const auto half = x.size(-1) / 2;
    if (onRowKernels(x) && x.is_contiguous()) {
        auto turned = at::empty_like(x);
        const auto width = x.size(1) * x.size(2);
        withRowKernels(x.scalar_type(), [&]<class T>(const RowKernelsOf<T>& kernels, T) {
            overRows(x.size(0), width, [&](std::int64_t begin, std::int64_t end) {
                kernels.rotate(rowsOf<T>(x) + begin * width,
                               rowsOf<float>(angles.cosine) + begin * half,
                               rowsOf<float>(angles.sine) + begin * half,
                               rowsOf<T>(turned) + begin * width,
                               end - begin,
                               x.size(1),
                               x.size(2),
                               inverse ? -1.0F : 1.0F);
            });
        });
        return turned;
    }
    if (gpu::takesRows(x) && x.size(2) % 8 == 0 && x.stride(1) == x.size(2)) {
        return gpu::rotate(x, angles.cosine, angles.sine, inverse ? -1.0F : 1.0F);
    }
    const auto wide = x.to(at::kFloat);
    const auto first = wide.narrow(-1, 0, half);
    const auto second = wide.narrow(-1, half, half);
    const auto sine = inverse ? -angles.sine : angles.sine;
    auto result = at::empty(x.sizes(), x.options());
    result.narrow(-1, 0, half).copy_(first * angles.cosine - second * sine);
    result.narrow(-1, half, half).copy_(second * angles.cosine + first * sine);
    return result;
}

}  // namespace lire::models
