// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/evaluation/judge.h"
#include "core/models/causal_lm.h"
#include "core/models/reward_model.h"

namespace lire::experiment {

/// The models of a run, loaded when a stage first needs them and kept: one policy (its adapter is
/// changed from stage to stage) and the judges. Thread: worker.
class RunModels {
public:
    /// `policyModel` as resolved; `adapter` is where every policy starts (empty: the bare model).
    RunModels(const std::string& policyModel,
              std::optional<std::string> adapter,
              models::Compute compute);
    ~RunModels();
    RunModels(const RunModels&) = delete;
    RunModels& operator=(const RunModels&) = delete;
    RunModels(RunModels&&) = delete;
    RunModels& operator=(RunModels&&) = delete;

    /// Headers, tokenizer and template only.
    const std::shared_ptr<const models::ModelSource>& policySource() const { return m_source; }
    models::CausalLm& policy();
    /// The policy as it starts: without an adapter, or with the one that the experiment names.
    models::CausalLm& startPolicy();
    /// The policy with an adapter to train: the experiment's as it is, else a new one of `lora`.
    models::CausalLm& newPolicy(const models::LoraConfig& lora, std::uint64_t seed);

    /// Makes a finished reward model known under a name; loaded when first asked for.
    void addJudge(const std::string& name, const std::string& model);
    const evaluation::Judge& judge(const std::string& name);

private:
    struct LoadedJudge;

    std::shared_ptr<const models::ModelSource> m_source;
    std::optional<std::string> m_adapter;
    models::Compute m_compute;
    std::unique_ptr<models::CausalLm> m_policy;
    std::map<std::string, std::string> m_judgeModels;
    std::map<std::string, std::unique_ptr<LoadedJudge>> m_judges;
};

}  // namespace lire::experiment
