// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/pairs.h"

#include <algorithm>

namespace lire::data {

namespace {

template <class Value>
std::vector<Value> picked(const std::vector<Value>& values, std::size_t first, std::size_t second) {
    return values.empty() ? std::vector<Value>()
                          : std::vector<Value>{values.at(first), values.at(second)};
}

CandidateGroup pairOf(const CandidateGroup& group, std::size_t better, std::size_t worse) {
    return {.id = group.id + "-" + std::to_string(better) + "-" + std::to_string(worse),
            .prompt = group.prompt,
            .responses = picked(group.responses, better, worse),
            .rewards = {1.0, 0.0},
            .finished = picked(group.finished, better, worse),
            .sources = picked(group.sources, better, worse),
            .logprobs = picked(group.logprobs, better, worse),
            .reference = group.reference,
            .promptIds = group.promptIds,
            .responseIds = picked(group.responseIds, better, worse),
            .unknown = group.unknown,
            .file = group.file,
            .line = group.line};
}

bool areTheSame(const CandidateGroup& group, std::size_t i, std::size_t j) {
    return group.responseIds.empty() ? group.responses.at(i) == group.responses.at(j)
                                     : group.responseIds.at(i) == group.responseIds.at(j);
}

}  // namespace

std::vector<CandidateGroup> preferencePairs(const CandidateGroup& group) {
    std::vector<CandidateGroup> pairs;
    for (std::size_t i = 0; i < group.rewards.size(); ++i) {
        for (std::size_t j = i + 1; j < group.rewards.size(); ++j) {
            if (group.rewards[i] > group.rewards[j]) {
                pairs.push_back(pairOf(group, i, j));
            } else if (group.rewards[j] > group.rewards[i]) {
                pairs.push_back(pairOf(group, j, i));
            }
        }
    }
    return pairs;
}

bool hasPreference(const CandidateGroup& group) {
    const auto& rewards = group.rewards;
    for (std::size_t i = 0; i < rewards.size(); ++i) {
        for (std::size_t j = i + 1; j < rewards.size(); ++j) {
            if ((rewards[i] < rewards[j] || rewards[j] < rewards[i]) && !areTheSame(group, i, j)) {
                return true;
            }
        }
    }
    return false;
}

std::size_t sftIndex(const CandidateGroup& group) {
    if (group.sftIndex) {
        return *group.sftIndex;
    }
    const auto preferred =
        std::find_if(group.sources.begin(), group.sources.end(), [](const ResponseSource& source) {
            return source.preferred.value_or(false);
        });
    if (preferred != group.sources.end()) {
        return static_cast<std::size_t>(preferred - group.sources.begin());
    }
    const auto best = std::max_element(group.rewards.begin(), group.rewards.end());
    return best == group.rewards.end() ? 0 : static_cast<std::size_t>(best - group.rewards.begin());
}

}  // namespace lire::data
