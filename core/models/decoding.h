// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/models/causal_lm.h"

namespace lire::models {

/// Key-value caches of some sequences that are being decoded: prompts are prefilled once in packed
/// passes, and the M responses of a prompt share its part. Sequences enter and leave one by one.
/// The model's weights and adapter must not change meanwhile. Thread: as the model.
class Decoding {
public:
    /// `maxNewTokens` bounds each sequence's own part.
    Decoding(const CausalLm& model, std::size_t maxNewTokens);
    ~Decoding();
    Decoding(const Decoding&) = delete;
    Decoding& operator=(const Decoding&) = delete;
    Decoding(Decoding&& other) noexcept;
    Decoding& operator=(Decoding&&) = delete;

    /// Prefills prompts; returns their handles (in order) and, in `logits`, [Q, V] fp32 for the
    /// token after each prompt.
    std::vector<std::size_t> addPrompts(std::span<const std::vector<text::TokenId>> prompts,
                                        at::Tensor& logits);
    /// A new sequence after a prompt; returns its handle.
    std::size_t addSequence(std::size_t prompt);
    /// Frees a sequence's part; the prompt's goes with removePrompt.
    void removeSequence(std::size_t sequence);
    void removePrompt(std::size_t prompt);

    /// Feeds one token to each of these sequences; returns logits [S, V] fp32 for the next one,
    /// valid until the next step.
    at::Tensor step(std::span<const std::size_t> sequences, std::span<const text::TokenId> tokens);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

}  // namespace lire::models
