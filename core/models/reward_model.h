// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/models/compute.h"
#include "core/models/lora.h"
#include "core/models/model_source.h"
#include "core/models/parameter.h"
#include "core/models/token_list.h"

namespace lire::models {

/// A Llama backbone with a scalar head, as transformers' LlamaForSequenceClassification with one
/// label: the reward is the head's value at a response's last token (its EOS).
/// Thread: one at a time (worker).
class RewardModel {
public:
    /// Loads a sequence classifier ("score.weight" [1, D] in the folder). Raises Error.
    RewardModel(std::shared_ptr<const ModelSource> source, const Compute& compute);
    /// A new one on a language model's backbone: head normal(0, 1/sqrt(D+1)) from the seed, LoRA or
    /// (`lora` null) every weight trainable beside the head.
    RewardModel(std::shared_ptr<const ModelSource> backbone,
                const Compute& compute,
                const LoraConfig* lora,
                std::uint64_t seed);
    ~RewardModel();
    RewardModel(const RewardModel&) = delete;
    RewardModel& operator=(const RewardModel&) = delete;
    RewardModel(RewardModel&& other) noexcept;
    RewardModel& operator=(RewardModel&&) = delete;

    const ModelSource& source() const;
    const Compute& compute() const;

    /// [Q][M] rewards, no gradient, in passes of at most tokensPerPass tokens. Raises Error
    /// (Blame::Running) at the first that is not finite: it would count as a tie, and lists with it
    /// teach nothing.
    std::vector<std::vector<double>> scores(std::span<const TokenList> lists) const;

    std::vector<Parameter>& parameters();
    void parametersChanged();
    void zeroGradients();

    class Pass {
    public:
        Pass();
        ~Pass();
        Pass(Pass&& other) noexcept;
        Pass& operator=(Pass&& other) noexcept;
        Pass(const Pass&) = delete;
        Pass& operator=(const Pass&) = delete;
        const std::vector<std::vector<double>>& scores() const;  ///< [Q][M]

    private:
        friend class RewardModel;
        struct Parts;
        std::unique_ptr<Parts> m_parts;
    };
    Pass forward(std::span<const TokenList> lists) const;
    /// Adds d/dparameters of sum_qj gradient[q][j] * score_qj.
    void backward(Pass pass, std::span<const std::vector<double>> gradient);

    /// Writes a folder that transformers loads as a sequence classifier: LoRA merged,
    /// pad_token_id another token than EOS, num_labels 1, tokenizer beside it.
    void save(const std::filesystem::path& directory) const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

}  // namespace lire::models
