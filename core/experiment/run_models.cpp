// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/run_models.h"

#include <utility>

namespace lire::experiment {

struct RunModels::LoadedJudge {
    LoadedJudge(const std::string& name,
                const std::string& folder,
                const models::Compute& compute,
                const models::ModelSource& policy)
        : model(models::openModel(folder), compute), judge(name, model, policy) {}

    models::RewardModel model;
    evaluation::Judge judge;
};

RunModels::RunModels(const std::string& policyModel,
                     std::optional<std::string> adapter,
                     models::Compute compute)
    : m_source(models::openModel(policyModel)),
      m_adapter(std::move(adapter)),
      m_compute(std::move(compute)) {}

RunModels::~RunModels() = default;

models::CausalLm& RunModels::policy() {
    if (!m_policy) {
        m_policy = std::make_unique<models::CausalLm>(m_source, m_compute);
    }
    return *m_policy;
}

models::CausalLm& RunModels::startPolicy() {
    auto& policy = this->policy();
    if (m_adapter) {
        policy.loadAdapter(*m_adapter);
    } else {
        policy.dropAdapter();
    }
    return policy;
}

models::CausalLm& RunModels::newPolicy(const models::LoraConfig& lora, std::uint64_t seed) {
    auto& policy = startPolicy();
    if (!m_adapter) {
        policy.attachLora(lora, seed);
    }
    return policy;
}

void RunModels::addJudge(const std::string& name, const std::string& model) {
    m_judgeModels[name] = model;
}

const evaluation::Judge& RunModels::judge(const std::string& name) {
    auto& loaded = m_judges[name];
    if (!loaded) {
        loaded = std::make_unique<LoadedJudge>(name, m_judgeModels.at(name), m_compute, *m_source);
    }
    return loaded->judge;
}

}  // namespace lire::experiment
