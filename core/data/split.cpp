// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/split.h"

#include <iterator>
#include <string_view>
#include <unordered_set>

#include "core/data/stable_hash.h"

namespace lire::data {

namespace {

/// Two draws from one seed must not agree: what is a test prompt must say nothing of its half.
constexpr std::uint64_t halfSalt = 0x68616c66;

void appendFolded(std::string& key, std::string_view text) {
    bool between = false;
    bool begun = false;
    for (const char c : text) {
        if (std::string_view(" \t\r\n\v\f").find(c) != std::string_view::npos) {
            between = begun;
            continue;
        }
        if (between) {
            key += ' ';
            between = false;
        }
        begun = true;
        key += c;
    }
}

}  // namespace

std::string promptKey(const CandidateGroup& group) {
    std::string key;
    if (const auto* messages = std::get_if<std::vector<text::ChatMessage>>(&group.prompt)) {
        for (const auto& message : *messages) {
            key += message.role + ": ";
            appendFolded(key, message.content);
            key += '\n';
        }
    } else {
        appendFolded(key, std::get<std::string>(group.prompt));
    }
    if (key.empty()) {
        for (const auto id : group.promptIds) {
            key += std::to_string(id) + ' ';
        }
    }
    return key;
}

std::string sameTextKey(const CandidateGroup& group) {
    const auto* messages = std::get_if<std::vector<text::ChatMessage>>(&group.prompt);
    if (messages != nullptr && messages->size() == 1 && messages->front().role == "user") {
        return promptKey({.prompt = messages->front().content});
    }
    return promptKey(group);
}

std::size_t countPrompts(std::span<const CandidateGroup> groups) {
    std::unordered_set<std::string> prompts;
    for (const auto& group : groups) {
        prompts.insert(promptKey(group));
    }
    return prompts.size();
}

Split separate(std::vector<CandidateGroup> train, std::vector<CandidateGroup> test) {
    Split split;
    std::unordered_set<std::string> testPrompts;
    for (const auto& group : test) {
        testPrompts.insert(sameTextKey(group));
    }
    split.test = std::move(test);
    for (auto& group : train) {
        if (testPrompts.contains(sameTextKey(group))) {
            ++split.leaked;
        } else {
            split.train.push_back(std::move(group));
        }
    }
    return split;
}

Split splitByPrompt(std::vector<CandidateGroup> groups, double share, std::uint64_t seed) {
    Split split;
    for (auto& group : groups) {
        const bool isTest = stableShare(promptKey(group), seed) < share;
        (isTest ? split.test : split.train).push_back(std::move(group));
    }
    // The draw is by promptKey(), for ever; a string and the same as a message may have parted.
    return separate(std::move(split.train), std::move(split.test));
}

std::vector<CandidateGroup> half(const std::vector<CandidateGroup>& groups,
                                 Half which,
                                 std::uint64_t seed) {
    std::vector<CandidateGroup> chosen;
    std::copy_if(
        groups.begin(), groups.end(), std::back_inserter(chosen), [which, seed](const auto& group) {
            const bool isFirst = stableShare(promptKey(group), seed ^ halfSalt) < 0.5;
            return isFirst == (which == Half::First);
        });
    return chosen;
}

}  // namespace lire::data
