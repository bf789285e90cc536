// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace lire::models {

/// The Llama architecture's numbers, from config.json (as transformers 4 and 5 write it) or GGUF.
struct LlamaConfig {
    std::int64_t vocabSize = 0;   ///< V
    std::int64_t hiddenSize = 0;  ///< D
    std::int64_t intermediateSize = 0;
    std::int64_t layers = 0;
    std::int64_t heads = 0;
    std::int64_t kvHeads = 0;
    std::int64_t headSize = 0;
    std::int64_t maxPositions = 0;
    double normEpsilon = 1e-5;
    bool tiedEmbeddings = false;
    bool attentionBias = false;
    bool mlpBias = false;
    double ropeTheta = 10000.0;
    /// RoPE scaling: "default", "linear", "dynamic", "llama3" or "yarn"; the rest as its type
    /// reads.
    std::string ropeType = "default";
    nlohmann::json ropeScaling = nlohmann::json::object();

    /// Tokens of the longest sequence that is computed as transformers does; empty: any. Beyond
    /// maxPositions dynamic RoPE turns every position anew with each token more: neither responses
    /// that share a prompt's keys nor a cache of keys can follow.
    std::optional<std::int64_t> longestSequence() const {
        return ropeType == "dynamic" ? std::optional(maxPositions) : std::nullopt;
    }
};

}  // namespace lire::models
