// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/evaluation_event.h"

#include <numeric>
#include <optional>
#include <unordered_map>

#include "core/evaluation/paired_difference.h"
#include "core/evaluation/proportion.h"
#include "core/evaluation/summary.h"

namespace lire::experiment {

namespace {

using Numbers = std::vector<double>;
using Record = runs::ResponseRecord;
/// The responses to each prompt.
using Prompts = std::vector<std::vector<const Record*>>;

double mean(const Numbers& values) {
    return values.empty() ? 0.0
                          : std::accumulate(values.begin(), values.end(), 0.0) /
                                static_cast<double>(values.size());
}

/// The prompts in the order of their first responses.
Prompts byPrompt(std::span<const Record> records, const EvaluationInput& input) {
    Prompts prompts;
    std::unordered_map<std::string, std::size_t> known;
    for (const auto& record : records) {
        const auto& id = record.promptId;
        const auto& key = input.promptKeys != nullptr ? input.promptKeys->at(id) : id;
        const auto [at, isNew] = known.try_emplace(key, prompts.size());
        if (isNew) {
            prompts.emplace_back();
        }
        prompts[at->second].push_back(&record);
    }
    return prompts;
}

/// One value a prompt: the mean over its responses.
template <class Value>
Numbers perPrompt(const Prompts& prompts, Value value) {
    Numbers result;
    for (const auto& prompt : prompts) {
        Numbers values;
        for (const auto* record : prompt) {
            values.push_back(value(*record));
        }
        result.push_back(mean(values));
    }
    return result;
}

runs::Estimate estimate(const Numbers& values, std::uint64_t seed) {
    const auto interval = evaluation::bootstrapMeanInterval(values, {.seed = seed});
    const double centre = mean(values);
    return {.value = centre,
            .low = interval ? interval->lower : centre,
            .high = interval ? interval->upper : centre};
}

double rewardOf(const Record& record, const std::string& judge) {
    const auto found = record.rewards.find(judge);
    return found != record.rewards.end() ? found->second : 0.0;
}

/// The guide's reward of the entry's reference answer.
std::optional<double> referenceReward(const Record& record, const EvaluationInput& input) {
    if (input.referenceRewards == nullptr) {
        return std::nullopt;
    }
    const auto rewards = input.referenceRewards->find(record.promptId);
    if (rewards == input.referenceRewards->end()) {
        return std::nullopt;
    }
    const auto reward = rewards->second.find(input.guide);
    return reward != rewards->second.end() ? std::optional(reward->second) : std::nullopt;
}

std::vector<evaluation::ScoredPrompt> scored(const Prompts& prompts, const EvaluationInput& input) {
    std::vector<evaluation::ScoredPrompt> result;
    for (const auto& prompt : prompts) {
        auto& one = result.emplace_back();
        for (const auto* record : prompt) {
            one.rewards.push_back(rewardOf(*record, input.guide));
            one.referenceRewards.push_back(referenceReward(*record, input));
        }
    }
    return result;
}

void addRewards(const Prompts& policy, const EvaluationInput& input, runs::EvaluationEvent& event) {
    for (const auto& judge : input.judges) {
        const auto values =
            perPrompt(policy, [&](const Record& record) { return rewardOf(record, judge); });
        event.rewards.emplace_back(judge, estimate(values, input.seed));
    }
}

void addDivergence(const Prompts& policy, std::uint64_t seed, runs::EvaluationEvent& event) {
    const auto of = [&](auto value) { return perPrompt(policy, value); };
    event.kl = estimate(of([](const Record& r) { return r.raoBlackwell; }), seed);
    event.klK1 = estimate(of([](const Record& r) { return r.k1; }), seed);
    event.meanTokens = mean(of([](const Record& r) { return static_cast<double>(r.tokens); }));
    event.cutShare = mean(of([](const Record& r) { return r.finished ? 0.0 : 1.0; }));
}

void addOutcomes(const evaluation::PolicySummary& summary, runs::EvaluationEvent& event) {
    if (!summary.outcomes) {
        return;
    }
    event.win = summary.outcomes->win;
    event.tie = summary.outcomes->tie;
    event.lose = summary.outcomes->lose;
    const double rate = summary.outcomes->winRate();
    const auto interval = evaluation::widened(*summary.winRateInterval, rate, summary.compared);
    event.winRate = {.value = rate, .low = interval.lower, .high = interval.upper};
}

void addFlips(const evaluation::PolicySummary& summary, runs::EvaluationEvent& event) {
    if (!summary.flips) {
        return;
    }
    event.dropRate = summary.flips->dropRate;
    event.gainRate = summary.flips->gainRate;
    event.meanDrop = summary.flips->meanDrop;
    event.referenceFlipRate = summary.flips->referenceFlipRate;
    event.relativeFlipRate = summary.flips->relativeFlipRate;
}

/// Per judge the mean over prompts of the policy's reward minus the base's.
void addChanges(const Prompts& policy,
                const Prompts& base,
                const EvaluationInput& input,
                runs::EvaluationEvent& event) {
    if (base.empty()) {
        return;
    }
    event.rewardChanges.emplace();
    for (const auto& judge : input.judges) {
        const auto judged = [&](const Record& r) { return rewardOf(r, judge); };
        const auto after = perPrompt(policy, judged);
        const auto before = perPrompt(base, judged);
        const auto difference = evaluation::pairedDifference(after, before, {.seed = input.seed});
        const runs::Estimate change{.value = difference.mean,
                                    .low = difference.interval.lower,
                                    .high = difference.interval.upper};
        event.rewardChanges->emplace_back(judge, change);
        if (judge == input.guide) {
            event.rewardChange = change;
            for (std::size_t i = 0; i < after.size(); ++i) {
                event.changes.push_back(after[i] - before[i]);
            }
        }
    }
}

}  // namespace

runs::EvaluationEvent evaluationEvent(const EvaluationInput& input) {
    const auto policy = byPrompt(input.responses, input);
    const auto base = byPrompt(input.base, input);
    const auto scoredBase = scored(base, input);
    const std::optional<std::span<const evaluation::ScoredPrompt>> baseline =
        base.empty() ? std::nullopt
                     : std::optional(std::span<const evaluation::ScoredPrompt>(scoredBase));
    const auto summary = evaluation::summarize(
        scored(policy, input),
        baseline,
        {.flips = {.flipEpsilon = input.epsilon}, .bootstrap = {.seed = input.seed}});
    runs::EvaluationEvent event{.policy = input.policy,
                                .step = input.step,
                                .full = input.full,
                                .temperature = input.temperature,
                                .prompts = static_cast<std::int64_t>(policy.size()),
                                .guide = input.guide,
                                .epsilon = input.epsilon};
    addRewards(policy, input, event);
    addDivergence(policy, input.seed, event);
    addOutcomes(summary, event);
    addFlips(summary, event);
    addChanges(policy, base, input, event);
    return event;
}

}  // namespace lire::experiment
