// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/evaluation_event.h"

#include <numeric>

#include "core/evaluation/paired_difference.h"
#include "core/evaluation/summary.h"

namespace lire::experiment {

namespace {

using Numbers = std::vector<double>;
using Records = std::span<const runs::ResponseRecord>;

double mean(const Numbers& values) {
    return values.empty() ? 0.0
                          : std::accumulate(values.begin(), values.end(), 0.0) /
                                static_cast<double>(values.size());
}

/// The records of each prompt; records of a prompt stand together.
std::vector<Records> byPrompt(Records records) {
    std::vector<Records> result;
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= records.size(); ++i) {
        if (i == records.size() || records[i].promptId != records[begin].promptId) {
            result.push_back(records.subspan(begin, i - begin));
            begin = i;
        }
    }
    return result;
}

/// One value a prompt: the mean over its responses.
template <class Value>
Numbers perPrompt(Records records, Value value) {
    Numbers result;
    for (const auto& prompt : byPrompt(records)) {
        Numbers values;
        for (const auto& record : prompt) {
            values.push_back(value(record));
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

double rewardOf(const runs::ResponseRecord& record, const std::string& judge) {
    const auto found = record.rewards.find(judge);
    return found != record.rewards.end() ? found->second : 0.0;
}

std::vector<evaluation::ScoredPrompt> scored(Records records, const EvaluationInput& input) {
    std::vector<evaluation::ScoredPrompt> result;
    for (const auto& prompt : byPrompt(records)) {
        auto& one = result.emplace_back();
        for (const auto& record : prompt) {
            one.rewards.push_back(rewardOf(record, input.guide));
        }
        if (input.referenceRewards != nullptr) {
            const auto rewards = input.referenceRewards->find(prompt.front().promptId);
            if (rewards != input.referenceRewards->end()) {
                const auto reward = rewards->second.find(input.guide);
                if (reward != rewards->second.end()) {
                    one.referenceReward = reward->second;
                }
            }
        }
    }
    return result;
}

void addRewards(const EvaluationInput& input, runs::EvaluationEvent& event) {
    for (const auto& judge : input.judges) {
        const auto values = perPrompt(input.responses, [&](const runs::ResponseRecord& record) {
            return rewardOf(record, judge);
        });
        event.rewards.emplace_back(judge, estimate(values, input.seed));
    }
}

void addDivergence(const EvaluationInput& input, runs::EvaluationEvent& event) {
    using Record = runs::ResponseRecord;
    const auto of = [&](auto value) { return perPrompt(input.responses, value); };
    event.kl = estimate(of([](const Record& r) { return r.raoBlackwell; }), input.seed);
    event.klK1 = estimate(of([](const Record& r) { return r.k1; }), input.seed);
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
    event.winRate = {.value = summary.outcomes->winRate(),
                     .low = summary.winRateInterval->lower,
                     .high = summary.winRateInterval->upper};
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
void addChanges(const EvaluationInput& input, runs::EvaluationEvent& event) {
    if (input.base.empty()) {
        return;
    }
    event.rewardChanges.emplace();
    for (const auto& judge : input.judges) {
        const auto judged = [&](const runs::ResponseRecord& r) { return rewardOf(r, judge); };
        const auto after = perPrompt(input.responses, judged);
        const auto before = perPrompt(input.base, judged);
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
    const auto policy = scored(input.responses, input);
    const auto base = scored(input.base, input);
    const std::optional<std::span<const evaluation::ScoredPrompt>> baseline =
        base.empty() ? std::nullopt
                     : std::optional(std::span<const evaluation::ScoredPrompt>(base));
    const auto summary = evaluation::summarize(
        policy,
        baseline,
        {.flips = {.flipEpsilon = input.epsilon}, .bootstrap = {.seed = input.seed}});
    runs::EvaluationEvent event{.policy = input.policy,
                                .step = input.step,
                                .full = input.full,
                                .temperature = input.temperature,
                                .prompts = static_cast<std::int64_t>(policy.size()),
                                .guide = input.guide,
                                .epsilon = input.epsilon};
    addRewards(input, event);
    addDivergence(input, event);
    addOutcomes(summary, event);
    addFlips(summary, event);
    addChanges(input, event);
    return event;
}

}  // namespace lire::experiment
