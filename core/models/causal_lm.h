// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/models/compute.h"
#include "core/models/lora.h"
#include "core/models/model_source.h"
#include "core/models/parameter.h"
#include "core/models/token_list.h"

namespace lire::models {

/// Log-probs of the responses of some queries: sums over each response's tokens, fp32 terms
/// accumulated in fp64.
struct ListLogprobs {
    std::vector<std::vector<double>> sums = {};                  ///< [Q][M]
    std::vector<std::vector<std::vector<float>>> perToken = {};  ///< [Q][M][R], where asked for
};

/// Two policies' distributions over the same prefixes: one number a response, nats.
struct ListDivergence {
    std::vector<std::vector<double>> k1 = {};            ///< [Q][M] sum of log pi_T - log pi_ref
    std::vector<std::vector<double>> raoBlackwell = {};  ///< [Q][M] sum of exact next-token KL
    std::vector<std::vector<double>> logprobs = {};      ///< [Q][M] this model's own, untempered
};

/// Raises Error that names `reference` unless both models' distributions are over equally many
/// tokens.
void requireSameVocabulary(const ModelSource& model, const ModelSource& reference);

/// A causal language model of the Llama architecture, with the prompt of a query computed once for
/// its M responses, no padding, and a backward pass of its own: frozen weights in the compute
/// dtype, trainable parameters and their gradients in fp32. Thread: one at a time (worker).
class CausalLm {
public:
    /// Loads the tensors. `full`: every weight is trainable (then weights are kept in fp32).
    /// Raises Error for missing or misshapen tensors.
    CausalLm(std::shared_ptr<const ModelSource> source, const Compute& compute, bool full = false);
    ~CausalLm();
    CausalLm(const CausalLm&) = delete;
    CausalLm& operator=(const CausalLm&) = delete;
    CausalLm(CausalLm&& other) noexcept;
    CausalLm& operator=(CausalLm&&) = delete;

    const ModelSource& source() const;
    const LlamaConfig& config() const;
    const Compute& compute() const;

    // --- adapters -------------------------------------------------------------------------
    /// A new adapter: A Kaiming-uniform (a = sqrt 5) from the seed, B zero: as PEFT starts.
    void attachLora(const LoraConfig& lora, std::uint64_t seed);
    /// Reads `adapter_config.json` and `adapter_model.safetensors` as PEFT writes them.
    void loadAdapter(const std::filesystem::path& directory);
    /// Writes both, readable by PEFT. `base` stands as base_model_name_or_path.
    void saveAdapter(const std::filesystem::path& directory, const std::string& base) const;
    void dropAdapter();
    bool hasAdapter() const;
    /// Switches the adapter off (the reference: the same weights without it) and on again.
    void useAdapter(bool use);
    /// Writes a Hugging Face folder (config, weights with the adapter merged, tokenizer, template).
    void saveMerged(const std::filesystem::path& directory) const;

    // --- scoring: no gradient, memory of one pass of at most tokensPerPass tokens -----------
    ListLogprobs logprobs(std::span<const TokenList> lists, bool perToken = false) const;
    /// KL of this model at `temperature` from `reference` at temperature 1, over the lists'
    /// prefixes. `reference` null: this model without its adapter. Raises Error as
    /// requireSameVocabulary().
    ListDivergence divergence(std::span<const TokenList> lists,
                              double temperature,
                              const CausalLm* reference) const;

    // --- training ---------------------------------------------------------------------------
    /// The adapter's tensors, or with `full` every weight. The optimizer changes `value` in place
    /// and calls parametersChanged().
    std::vector<Parameter>& parameters();
    void parametersChanged();
    void zeroGradients();

    /// A forward pass over lists that fit together (the caller keeps the token budget), with what
    /// backward() needs kept.
    class Pass {
    public:
        Pass();
        ~Pass();
        Pass(Pass&& other) noexcept;
        Pass& operator=(Pass&& other) noexcept;
        Pass(const Pass&) = delete;
        Pass& operator=(const Pass&) = delete;
        /// [Q][M] sums of log-probs
        const std::vector<std::vector<double>>& logprobs() const;

    private:
        friend class CausalLm;
        struct Parts;
        std::unique_ptr<Parts> m_parts;
    };
    Pass forward(std::span<const TokenList> lists) const;
    /// Adds d/dparameters of sum_qj gradient[q][j] * l_qj to the parameters' gradients. Consumes
    /// the pass.
    void backward(Pass pass, std::span<const std::vector<double>> gradient);

    /// Tokens that forward passes have computed since construction (tests count the prompt: P, not
    /// M P).
    std::int64_t tokensComputed() const;

private:
    friend class Decoding;
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

}  // namespace lire::models
