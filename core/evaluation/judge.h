// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/data/group.h"
#include "core/models/reward_model.h"
#include "core/models/token_list.h"

namespace lire::evaluation {

/// Ends a response with the model's EOS, where a reward is read, in place of any other stop token.
void endWithEos(std::vector<text::TokenId>& response, const models::ModelSource& source);

/// A reward model that reads the lists of a policy: the same ids where both have one tokenizer,
/// else prompt and responses as text by its own. Every response ends with the EOS, where the reward
/// is read. Thread: as the reward model.
class Judge {
public:
    /// Both must outlive the judge.
    Judge(std::string name, const models::RewardModel& model, const models::ModelSource& policy);

    const std::string& name() const { return m_name; }

    /// [Q][M] rewards. `groups` and `lists` are the same queries: the prompt as written, and the
    /// policy's ids. Short where `stop` was requested. `progress` is told the queries done. Raises
    /// Error as RewardModel::scores.
    std::vector<std::vector<double>> scores(
        std::span<const data::CandidateGroup> groups,
        std::span<const models::TokenList> lists,
        const std::stop_token& stop = {},
        const std::function<void(std::size_t done)>& progress = {}) const;

private:
    models::TokenList readList(const data::CandidateGroup& group,
                               const models::TokenList& list) const;

    std::string m_name;
    const models::RewardModel& m_model;
    const models::ModelSource& m_policy;
    bool m_sameTokenizer;
};

}  // namespace lire::evaluation
