// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace lire::models {

/// Log-probs of target tokens and their derivative by the hidden states, in one sweep over chunks
/// of rows: logits live for one chunk only.
struct HeadResult {
    at::Tensor logprobs = {};  ///< [T] fp32
    at::Tensor gradient = {};  ///< [T, D] d logprob / d hidden, hidden's dtype; where asked for
};

/// hidden [T, D] after the final norm, head [V, D], both in the compute dtype; targets [T] int64.
/// d log p_t / d h = E[target] - sum_v p_v E[v].
HeadResult headLogprobs(const at::Tensor& hidden,
                        const at::Tensor& head,
                        const at::Tensor& targets,
                        bool wantGradient);

/// Adds the head's own gradient, sum_t g_t (onehot(target_t) - p_t) h_t, to `headGradient` [V, D]
/// fp32 (full training). g [T] fp32.
void addHeadGradient(const at::Tensor& hidden,
                     const at::Tensor& head,
                     const at::Tensor& targets,
                     const at::Tensor& g,
                     const at::Tensor& headGradient);

/// Two models' next-token distributions over the same T rows: KL of p at `temperature` from q at 1,
/// exact over the vocabulary, log p - log q of the target, and the target's log-prob of p at 1.
/// [T] fp32 each.
struct HeadDivergence {
    at::Tensor kl = {};
    at::Tensor k1 = {};
    at::Tensor logprobs = {};
};
HeadDivergence headDivergence(const at::Tensor& hidden,
                              const at::Tensor& head,
                              double temperature,
                              const at::Tensor& otherHidden,
                              const at::Tensor& otherHead,
                              const at::Tensor& targets);

}  // namespace lire::models
