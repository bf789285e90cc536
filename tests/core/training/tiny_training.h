// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/models/tiny.h"
#include "core/objectives/registry.h"
#include "core/training/trainer.h"

/// A training small enough for a test: the golden lists, LIRE, an adapter.
namespace lire::tiny {

inline std::vector<training::TrainingQuery> queries() {
    std::vector<training::TrainingQuery> result;
    const auto rewards = golden()["rewards"].get<Rows>();
    for (const auto& list : lists()) {
        result.push_back({.list = list, .rewards = rewards[result.size()]});
    }
    return result;
}

inline std::unique_ptr<objectives::Objective> lireObjective() {
    return objectives::makeObjective("lire", {{"temperature", golden()["lire_temperature"]}}, "");
}

/// A policy, its objective and trainer, with checkpoints in `folder`.
struct Training {
    explicit Training(const std::filesystem::path& folder)
        : policy(load("tied")), objective(lireObjective()) {
        policy.loadAdapter(tiny::folder("adapter_qv"));
        trainer.emplace(policy, *objective, 2.0, folder);
    }

    /// Copies of the parameters' values.
    std::vector<at::Tensor> values() {
        std::vector<at::Tensor> copies;
        for (const auto& parameter : policy.parameters()) {
            copies.push_back(parameter.value.clone());
        }
        return copies;
    }

    models::CausalLm policy;
    std::unique_ptr<objectives::Objective> objective;
    std::optional<training::Trainer> trainer;
};

inline bool same(const std::vector<at::Tensor>& a, const std::vector<at::Tensor>& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!a[i].equal(b[i])) {
            return false;
        }
    }
    return a.size() == b.size();
}

}  // namespace lire::tiny
