// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "core/models/causal_lm.h"
#include "core/models/llama_body.h"
#include "core/models/pack.h"

namespace lire::models {

/// What a CausalLm holds; Decoding reads it too.
struct CausalLm::Parts {
    Parts(std::shared_ptr<const ModelSource> from, const Compute& how, bool full);

    bool adapterInUse() const { return useAdapter && lora.has_value(); }
    Pack pack(std::span<const TokenList> lists) const {
        checkTokens(lists, source->config);
        auto packed = packLists(lists, PackFor::Logprobs, body.device());
        tokensComputed += packed.rows;
        return packed;
    }
    /// The scored rows after the final norm, [T, D] in the compute dtype.
    at::Tensor hidden(const Pack& pack, const at::Tensor& x) const;

    std::shared_ptr<const ModelSource> source;
    Compute compute;
    LlamaBody body;
    at::Tensor head;          ///< [V, D]
    at::Tensor headGradient;  ///< [V, D] fp32, where trainable
    std::optional<LoraConfig> lora;
    bool useAdapter = true;
    mutable std::int64_t tokensComputed = 0;
};

}  // namespace lire::models
