// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/scored_policies.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "app/lire/group_lists.h"
#include "core/data/split.h"
#include "core/error.h"
#include "core/suggestion.h"

namespace lire::app {

namespace {

struct NamedFile {
    std::string name = {};
    std::string file = {};
    std::vector<data::CandidateGroup> groups = {};
};

NamedFile splitName(const std::string& argument) {
    const auto equals = argument.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == argument.size()) {
        throw Error("--policy",
                    "\"" + argument + "\" is not NAME=FILE",
                    "write --policy lire=groups.jsonl");
    }
    return {.name = argument.substr(0, equals), .file = argument.substr(equals + 1)};
}

/// The groups in the order of `ids`.
std::vector<data::CandidateGroup> inOrder(std::vector<data::CandidateGroup> groups,
                                          const std::vector<std::string>& ids,
                                          const NamedFile& first,
                                          const std::string& file) {
    std::unordered_map<std::string, data::CandidateGroup*> byId;
    for (auto& group : groups) {
        byId.emplace(group.id, &group);
    }
    std::vector<data::CandidateGroup> ordered;
    for (const auto& id : ids) {
        const auto found = byId.find(id);
        if (found == byId.end()) {
            throw Error(file,
                        "there is no group \"" + id + "\", which " + first.file + " has",
                        "give each policy the same prompts");
        }
        ordered.push_back(std::move(*found->second));
        byId.erase(found);
    }
    if (!byId.empty()) {
        const auto& extra = *byId.begin()->second;
        throw Error(extra.place(),
                    "group \"" + extra.id + "\" is not in " + first.file,
                    "give each policy the same prompts");
    }
    return ordered;
}

/// Whether the prompt is known by its ids alone: each tokenizer has its own of one text.
bool hasNoText(const data::CandidateGroup& group) {
    const auto* messages = std::get_if<std::vector<text::ChatMessage>>(&group.prompt);
    return messages != nullptr ? messages->empty() : std::get<std::string>(group.prompt).empty();
}

/// Rewards of one answer by one model: `lire score` computes it together with the responses beside
/// it, which differ from file to file, and so do the roundings, in bf16 by some thousandths.
bool isSameReward(double a, double b) {
    constexpr double rounding = 0.02;
    return std::abs(a - b) <= rounding * std::max({1.0, std::abs(a), std::abs(b)});
}

/// One id, one prompt and one reference answer: else other prompts would be compared.
void requireSamePrompts(const NamedFile& policy, const NamedFile& first) {
    for (std::size_t g = 0; g < policy.groups.size(); ++g) {
        const auto& mine = policy.groups[g];
        const auto& other = first.groups[g];
        if (!hasNoText(mine) && !hasNoText(other) &&
            data::sameTextKey(mine) != data::sameTextKey(other)) {
            throw Error(mine.place(),
                        "group \"" + mine.id + "\" has another prompt than in " + other.place(),
                        "give the same prompt the same \"id\" in both files");
        }
        if (mine.referenceReward && other.referenceReward &&
            !isSameReward(*mine.referenceReward, *other.referenceReward)) {
            throw Error(mine.place(),
                        "group \"" + mine.id + "\" has another \"reference_reward\" than in " +
                            other.place(),
                        "score both files with the same reward model");
        }
    }
}

void checkRewards(const std::vector<data::CandidateGroup>& groups) {
    for (const auto& group : groups) {
        if (group.rewards.empty()) {
            throw Error(
                group.place(), "the group has no \"rewards\"", "run lire score on it first");
        }
    }
}

void checkSizes(const NamedFile& policy, const NamedFile& baseline) {
    for (std::size_t g = 0; g < policy.groups.size(); ++g) {
        const auto& group = policy.groups[g];
        const std::size_t wanted = baseline.groups[g].rewards.size();
        if (group.rewards.size() != wanted) {
            throw Error(group.place(),
                        "group \"" + group.id + "\" has " + std::to_string(group.rewards.size()) +
                            " responses, the baseline's has " + std::to_string(wanted),
                        "sample as many responses a prompt from both");
        }
    }
}

std::vector<NamedFile> readAll(const std::vector<std::string>& named) {
    std::vector<NamedFile> policies;
    std::vector<std::string> ids;
    for (const auto& argument : named) {
        auto policy = splitName(argument);
        if (std::any_of(policies.begin(), policies.end(), [&policy](const NamedFile& other) {
                return other.name == policy.name;
            })) {
            throw Error("--policy",
                        "the name \"" + policy.name + "\" is given twice",
                        "give each policy its own name");
        }
        auto groups = readGroupsStrictly(policy.file);
        checkRewards(groups);
        if (policies.empty()) {
            for (const auto& group : groups) {
                ids.push_back(group.id);
            }
            policy.groups = std::move(groups);
        } else {
            policy.groups = inOrder(std::move(groups), ids, policies.front(), policy.file);
            requireSamePrompts(policy, policies.front());
        }
        policies.push_back(std::move(policy));
    }
    return policies;
}

/// The file's prompts, each once: the groups of a prompt that stands there several times are its
/// responses together. `first`: which are one, for every policy alike.
std::vector<evaluation::ScoredPrompt> byPrompt(const NamedFile& file, const NamedFile& first) {
    std::vector<evaluation::ScoredPrompt> prompts;
    std::unordered_map<std::string, std::size_t> known;
    for (std::size_t g = 0; g < file.groups.size(); ++g) {
        const auto& group = file.groups[g];
        auto key = data::promptKey(first.groups[g]);
        if (key.empty()) {
            key = "\n" + group.id;  // it is not told: each is a prompt of its own
        }
        const auto [at, isNew] = known.try_emplace(std::move(key), prompts.size());
        if (isNew) {
            prompts.emplace_back();
        }
        auto& prompt = prompts[at->second];
        prompt.rewards.insert(prompt.rewards.end(), group.rewards.begin(), group.rewards.end());
        prompt.referenceRewards.resize(prompt.rewards.size(), group.referenceReward);
    }
    return prompts;
}

void checkBaseline(const std::vector<NamedFile>& policies, const std::string& baseline) {
    std::vector<std::string> names;
    names.reserve(policies.size());
    for (const auto& policy : policies) {
        names.push_back(policy.name);
    }
    const auto found = std::find(names.begin(), names.end(), baseline);
    if (found == names.end()) {
        throw Error(
            "--baseline", "there is no policy \"" + baseline + "\"", suggestName(baseline, names));
    }
    for (const auto& policy : policies) {
        checkSizes(policy, policies[static_cast<std::size_t>(found - names.begin())]);
    }
}

}  // namespace

std::vector<ScoredPolicy> readScoredPolicies(const std::vector<std::string>& named,
                                             const std::string& baseline) {
    const auto files = readAll(named);
    if (!baseline.empty()) {
        checkBaseline(files, baseline);
    }
    std::vector<ScoredPolicy> policies;
    for (const auto& file : files) {
        policies.push_back({.name = file.name, .prompts = byPrompt(file, files.front())});
    }
    return policies;
}

}  // namespace lire::app
