// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <ATen/ATen.h>

#include "core/models/gpu/draw_kernel.h"
#include "core/models/kernels/row_kernels.h"
#include "core/sampling/on_cpu.h"
#include "core/sampling/strategies.h"

namespace lire::sampling {

namespace {

/// Tokens that may be drawn, most probable first, with their unnormalized probabilities.
struct Candidates {
    std::vector<text::TokenId> ids = {};
    std::vector<double> weights = {};
};

bool ahead(std::span<const float> logits, text::TokenId a, text::TokenId b) {
    const float x = logits[static_cast<std::size_t>(a)];
    const float y = logits[static_cast<std::size_t>(b)];
    return x != y ? x > y : a < b;
}

/// The `count` most probable tokens, sorted: only they are ordered, not the vocabulary.
std::vector<text::TokenId> mostProbable(std::span<const float> logits, std::size_t count) {
    std::vector<text::TokenId> ids(logits.size());
    std::iota(ids.begin(), ids.end(), 0);
    const auto before = [&](text::TokenId a, text::TokenId b) { return ahead(logits, a, b); };
    count = std::min(count, ids.size());
    const auto end = ids.begin() + static_cast<std::ptrdiff_t>(count);
    if (count < ids.size()) {
        std::nth_element(ids.begin(), end, ids.end(), before);
        ids.resize(count);
    }
    std::sort(ids.begin(), ids.end(), before);
    return ids;
}

void cutAtTopP(Candidates& candidates, double topP, double total) {
    double sum = 0.0;
    for (std::size_t i = 0; i < candidates.weights.size(); ++i) {
        sum += candidates.weights[i];
        if (sum >= topP * total) {
            candidates.ids.resize(i + 1);
            candidates.weights.resize(i + 1);
            return;
        }
    }
}

text::TokenId drawFrom(const Candidates& candidates, double draw) {
    const double total = std::accumulate(candidates.weights.begin(), candidates.weights.end(), 0.0);
    double sum = 0.0;
    for (std::size_t i = 0; i < candidates.ids.size(); ++i) {
        sum += candidates.weights[i];
        if (draw * total < sum) {
            return candidates.ids[i];
        }
    }
    return candidates.ids.back();
}

/// 1 / temperature as the kernels take it. Beyond an fp32's range the limit is drawn from: the most
/// probable token, or any that is left.
float scaleOf(double temperature) {
    using Limits = std::numeric_limits<float>;
    return static_cast<float>(std::clamp<double>(1.0 / temperature, Limits::min(), Limits::max()));
}

/// Without truncation nothing is sorted: the block of the draw is found by the blocks' sums, the
/// token in the block.
text::TokenId drawFromAll(std::span<const float> logits, double temperature, double draw) {
    constexpr auto block = static_cast<std::size_t>(models::softWeightsBlock);
    std::vector<float> weights(logits.size());
    std::vector<float> sums((logits.size() + block - 1) / block);
    models::rowKernels().softWeights(logits.data(),
                                     static_cast<std::int64_t>(logits.size()),
                                     scaleOf(temperature),
                                     weights.data(),
                                     sums.data());
    double left = draw * std::accumulate(sums.begin(), sums.end(), 0.0);
    std::size_t b = 0;
    while (b + 1 < sums.size() && left >= static_cast<double>(sums[b])) {
        left -= static_cast<double>(sums[b++]);
    }
    const std::size_t end = std::min(logits.size(), (b + 1) * block);
    std::size_t last = b * block;
    for (std::size_t i = b * block; i < end; ++i) {
        last = weights[i] > 0.0F ? i : last;
        left -= static_cast<double>(weights[i]);
        if (left < 0.0) {
            break;
        }
    }
    return static_cast<text::TokenId>(last);
}

/// As transformers orders the warpers: temperature, then top-k, then top-p of what is left.
text::TokenId choose(std::span<const float> logits, const DecodingSettings& settings, double draw) {
    if (settings.topK == 0 && settings.topP >= 1.0) {
        return drawFromAll(logits, settings.temperature, draw);
    }
    // Top-p alone needs the order of the most probable only: widen until they hold the mass.
    const double most = *std::max_element(logits.begin(), logits.end());
    const auto weigh = [&](float logit) { return std::exp((logit - most) / settings.temperature); };
    double total = 0.0;
    if (settings.topK == 0) {
        for (const float logit : logits) {
            total += weigh(logit);
        }
    }
    std::size_t count = settings.topK > 0 ? static_cast<std::size_t>(settings.topK) : 256;
    for (;;) {
        Candidates candidates{.ids = mostProbable(logits, count)};
        for (const auto id : candidates.ids) {
            candidates.weights.push_back(weigh(logits[static_cast<std::size_t>(id)]));
        }
        const double held =
            std::accumulate(candidates.weights.begin(), candidates.weights.end(), 0.0);
        const bool enough = settings.topK > 0 || held >= settings.topP * total ||
                            candidates.ids.size() == logits.size();
        if (enough) {
            if (settings.topP < 1.0) {
                cutAtTopP(candidates, settings.topP, settings.topK > 0 ? held : total);
            }
            return drawFrom(candidates, draw);
        }
        count *= 8;
    }
}

std::vector<text::TokenId> chooseOnDevice(const at::Tensor& logits,
                                          const DecodingSettings& settings,
                                          std::span<const double> draws) {
    if (settings.topK != 0 || settings.topP < 1.0 || !models::gpu::takesLogits(logits)) {
        return {};
    }
    const auto uniforms = at::tensor(at::ArrayRef<double>(draws.data(), draws.size()), at::kDouble)
                              .to(logits.device());
    return onCpu(models::gpu::draw(logits, scaleOf(settings.temperature), uniforms));
}

}  // namespace

StrategyKind sampleKind();

StrategyKind sampleKind() {
    return {.name = "sample",
            .title = "Sample",
            .summary = "Draws by the tempered probabilities, truncated by top-k, then top-p.",
            .choose = &choose,
            .chooseOnDevice = &chooseOnDevice};
}

}  // namespace lire::sampling
