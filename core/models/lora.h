// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lire::models {

/// Of adapters that are made or read: more is no low rank.
inline constexpr std::int64_t highestLoraRank = 65536;

/// Low-rank adapters on linear projections: y = W x + (alpha / rank) B A x. As PEFT's LoraConfig.
struct LoraConfig {
    std::int64_t rank = 8;
    double alpha = 16.0;
    /// Any of q_proj k_proj v_proj o_proj gate_proj up_proj down_proj.
    std::vector<std::string> targets = {"q_proj", "v_proj"};
    bool rankStabilized = false;  ///< scale alpha / sqrt(rank)
};

}  // namespace lire::models
