// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "core/models/pack.h"

namespace lire::models {

/// What attention gives.
struct Attended {
    at::Tensor out = {};        ///< [N, H * d] in q's dtype
    at::Tensor logSumExp = {};  ///< [H, N] fp32 of scaled scores; where the way back reads it
};

/// Causal attention over a pack: each prompt sees itself, each response its prompt and itself.
/// Query heads H are a multiple of key-value heads KV (grouped heads). q [N, H, d], k and v [N, KV,
/// d], all in one dtype; softmax in fp32.
Attended attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const Pack& pack);

/// Gradients with respect to q, k and v, shaped as they are.
struct AttentionGradient {
    at::Tensor q = {};
    at::Tensor k = {};
    at::Tensor v = {};
};

/// The way back, from attend()'s arguments and result. Where that has no log-sum-exp, probabilities
/// are computed again from q and k. `gradient` [N, H * d] is the loss's with respect to the result.
AttentionGradient attendBackward(const at::Tensor& gradient,
                                 const at::Tensor& q,
                                 const at::Tensor& k,
                                 const at::Tensor& v,
                                 const Attended& attended,
                                 const Pack& pack);

}  // namespace lire::models
