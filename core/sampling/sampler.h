// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/models/causal_lm.h"
#include "core/sampling/decoding_settings.h"

namespace lire::sampling {

/// One prompt to sample for. The uniform number that a token is drawn by depends on seed, key,
/// response index and position alone, never on who shares the batch.
struct SamplingPrompt {
    std::string key = {};                 ///< the group's id: part of the draw
    std::vector<text::TokenId> ids = {};  ///< not empty
    std::size_t responses = 1;            ///< M
    std::size_t firstIndex = 0;           ///< index of the first response, for the draw
};

/// One drawn response.
struct SampledResponse {
    std::vector<text::TokenId> ids = {};  ///< with the stop token where it ended
    bool finished = false;                ///< false: cut at maxNewTokens
};

/// What a sampler tells while it works: responses done of all, tokens drawn so far.
struct SamplingProgress {
    std::size_t done = 0;
    std::size_t total = 0;
    std::int64_t tokens = 0;
    double tokensPerSecond = 0.0;
    std::size_t prompt = 0;  ///< of the newest finished response
    const SampledResponse* newest = nullptr;
};

/// Sequences decoded at a time where nobody names another number. Products of 64 rows are near a
/// processor's peak; a GPU takes up to 256, as far as their keys and values fill a third of its
/// memory: the same on one machine each time, as a product's rounding may differ by its rows.
std::size_t decodedTogether(const models::CausalLm& model,
                            std::span<const SamplingPrompt> prompts,
                            const DecodingSettings& settings);

/// Draws M responses a prompt; the prompt's key-value cache is shared, sequences that end leave the
/// batch and waiting ones enter. Returns [Q][M] in the order of `prompts`. Raises Error
/// (Blame::Running) only for the device and at the first logits that canDrawFrom() refuses; returns
/// what is complete so far when `stop` is requested (then responses that were not drawn are empty).
/// `batch`: sequences decoded at a time; it changes a response only where rounding moves a draw
/// over a boundary.
std::vector<std::vector<SampledResponse>> sampleResponses(
    const models::CausalLm& model,
    std::span<const SamplingPrompt> prompts,
    const DecodingSettings& settings,
    std::uint64_t seed,
    std::size_t batch,
    const std::stop_token& stop = {},
    const std::function<void(const SamplingProgress&)>& progress = {});

}  // namespace lire::sampling
