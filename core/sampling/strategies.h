// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/sampling/decoding_settings.h"
#include "core/text/token.h"

namespace at {
class Tensor;
}

namespace lire::sampling {

/// In a chosen token's place where nothing can be drawn.
constexpr text::TokenId noToken = -1;

/// Whether logits [V] make a distribution: none is NaN or +inf, and not all are -inf (a token with
/// -inf is never drawn). Thread: any.
bool canDrawFrom(std::span<const float> logits);

/// A way to choose the next token. Thread: any.
struct StrategyKind {
    std::string name = {};
    std::string title = {};
    std::string summary = {};
    /// The token for these logits [V], of which canDrawFrom() is true, and this uniform draw in
    /// [0, 1).
    text::TokenId (*choose)(std::span<const float> logits,
                            const DecodingSettings& settings,
                            double draw) = nullptr;
    /// The same for rows of logits [S, V] fp32 on a GPU, a draw each → [S], noToken for a row of
    /// which canDrawFrom() is false; empty where these settings want the logits on the CPU. Equal
    /// to choose() but for rounding.
    std::vector<text::TokenId> (*chooseOnDevice)(const at::Tensor& logits,
                                                 const DecodingSettings& settings,
                                                 std::span<const double> draws) = nullptr;
};

/// Every strategy, in the order of lists.
std::span<const StrategyKind> strategyKinds();

/// Raises Error at `place` that names the nearest known one.
const StrategyKind& strategyKind(std::string_view name, std::string_view place);

/// Raises Error at `place` for values out of range (temperature > 0, top_p in (0, 1], top_k >= 0,
/// max_new_tokens >= 1).
void checkDecoding(const DecodingSettings& settings, std::string_view place);

}  // namespace lire::sampling
