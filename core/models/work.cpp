// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/work.h"

#include <utility>

#include "core/models/adapter_tensors.h"
#include "core/models/projections.h"

namespace lire::models {

namespace {

/// Parameters of the layers' matrices.
double bodyParameters(const LlamaConfig& config) {
    double sum = 0.0;
    for (const auto& shape : projectionShapes(config)) {
        sum += static_cast<double>(shape.rows * shape.columns);
    }
    return sum * static_cast<double>(config.layers);
}

double headParameters(const LlamaConfig& config) {
    return static_cast<double>(config.vocabSize * config.hiddenSize);
}

double loraParameters(const LlamaConfig& config, const LoraConfig& lora) {
    double sum = 0.0;
    const auto shapes = projectionShapes(config);
    for (std::size_t p = 0; p < projectionCount; ++p) {
        if (isTarget(projectionNames[p], lora)) {
            sum += static_cast<double>(lora.rank * (shapes[p].rows + shapes[p].columns));
        }
    }
    return sum * static_cast<double>(config.layers);
}

double tokensOf(std::span<const TokenList> lists) {
    return static_cast<double>(tokenCount(lists));
}

double responseTokens(std::span<const TokenList> lists) {
    return static_cast<double>(responseTokenCount(lists));
}

/// Pairs of a position and one that it sees, itself included.
double attentionPairs(std::span<const TokenList> lists) {
    const auto triangle = [](double length) { return length * (length + 1.0) / 2.0; };
    double sum = 0.0;
    for (const auto& list : lists) {
        const auto prompt = static_cast<double>(list.prompt.size());
        sum += triangle(prompt);
        for (const auto& response : list.responses) {
            const auto length = static_cast<double>(response.size());
            sum += length * prompt + triangle(length);
        }
    }
    return sum;
}

/// Scores and weighted values: two products a pair, head and layer.
double attentionWork(const LlamaConfig& config, std::span<const TokenList> lists) {
    return 4.0 * attentionPairs(lists) *
           static_cast<double>(config.heads * config.headSize * config.layers);
}

}  // namespace

double logprobWork(const LlamaConfig& config, std::span<const TokenList> lists) {
    return scoreWork(config, lists) + 2.0 * headParameters(config) * responseTokens(lists);
}

double scoreWork(const LlamaConfig& config, std::span<const TokenList> lists) {
    return 2.0 * bodyParameters(config) * tokensOf(lists) + attentionWork(config, lists);
}

double trainingWork(const LlamaConfig& config,
                    const LoraConfig& lora,
                    std::span<const TokenList> lists) {
    // Backward: one product a frozen matrix (its input's gradient), two a trained one; attention's
    // four products (of queries, keys, weights and values) against two forward.
    return 2.0 * logprobWork(config, lists) + attentionWork(config, lists) +
           3.0 * 2.0 * loraParameters(config, lora) * tokensOf(lists);
}

double samplingWork(const LlamaConfig& config, std::span<const TokenList> lists) {
    // A prompt's last position and all of a response's but the last are followed by a draw.
    return logprobWork(config, lists);
}

}  // namespace lire::models
