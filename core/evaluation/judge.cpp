// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/judge.h"

#include <algorithm>
#include <utility>

#include "core/data/token_lists.h"

namespace lire::evaluation {

void endWithEos(std::vector<text::TokenId>& response, const models::ModelSource& source) {
    if (!source.eos) {
        return;
    }
    const auto& stops = source.stopTokens;
    if (!response.empty() &&
        std::find(stops.begin(), stops.end(), response.back()) != stops.end()) {
        response.pop_back();
    }
    response.push_back(*source.eos);
}

Judge::Judge(std::string name, const models::RewardModel& model, const models::ModelSource& policy)
    : m_name(std::move(name)),
      m_model(model),
      m_policy(policy),
      m_sameTokenizer(text::isSameTokenizer(*model.source().tokenizer, *policy.tokenizer)) {}

models::TokenList Judge::readList(const data::CandidateGroup& group,
                                  const models::TokenList& list) const {
    models::TokenList result;
    const auto& source = m_model.source();
    if (m_sameTokenizer) {
        result = list;
    } else {
        auto text = group;
        text.promptIds.clear();  // they are the policy's
        result.prompt = data::promptTokens(text, source);
        for (const auto& response : list.responses) {
            result.responses.push_back(
                source.tokenizer->encode(m_policy.tokenizer->decode(response, true)));
        }
    }
    for (auto& response : result.responses) {
        endWithEos(response, source);
    }
    return result;
}

std::vector<std::vector<double>> Judge::scores(
    std::span<const data::CandidateGroup> groups,
    std::span<const models::TokenList> lists,
    const std::stop_token& stop,
    const std::function<void(std::size_t done)>& progress) const {
    constexpr std::size_t part = 16;  // queries between two looks at `stop`
    std::vector<std::vector<double>> result;
    for (std::size_t begin = 0; begin < lists.size() && !stop.stop_requested(); begin += part) {
        const auto end = std::min(begin + part, lists.size());
        std::vector<models::TokenList> read;
        for (std::size_t q = begin; q < end; ++q) {
            read.push_back(readList(groups[q], lists[q]));
        }
        for (auto& row : m_model.scores(read)) {
            result.push_back(std::move(row));
        }
        if (progress) {
            progress(result.size());
        }
    }
    return result;
}

}  // namespace lire::evaluation
