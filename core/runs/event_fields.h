// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string_view>
#include <type_traits>
#include <variant>

#include "core/runs/event.h"

namespace lire::runs {

/// The names of the events in the order of EventBody's alternatives.
inline constexpr std::array<std::string_view, std::variant_size_v<EventBody>> eventNames = {
    "step", "sample", "score", "evaluation", "reward_accuracy", "stage", "message", "state"};

/// Calls `field(key, member)` for every field of an event's body; writing and reading JSON share
/// these lists, so that no field can be written and not read. `Body` is const where written.
/// Thread: any.
template <class Body, class Field>
void forEachField(Body& body, Field&& field) {
    using Plain = std::remove_const_t<Body>;
    if constexpr (std::is_same_v<Plain, StepEvent>) {
        field("step", body.step);
        field("steps", body.steps);
        field("epoch", body.epoch);
        field("loss", body.loss);
        field("learning_rate", body.learningRate);
        field("gradient_norm", body.gradientNorm);
        field("reward_mean", body.rewardMean);
        field("max_probability", body.maxProbability);
        field("effective_candidates", body.effectiveCandidates);
        field("gradient_weight", body.gradientWeight);
        field("logprob_mean", body.logprobMean);
        field("response_tokens", body.responseTokens);
        field("tokens", body.tokens);
        field("tokens_per_second", body.tokensPerSecond);
        field("peak_bytes", body.peakBytes);
        field("accuracy", body.accuracy);
        field("margin", body.margin);
    } else if constexpr (std::is_same_v<Plain, SampleEvent>) {
        field("done", body.done);
        field("total", body.total);
        field("tokens_per_second", body.tokensPerSecond);
        field("prompt", body.prompt);
        field("response", body.response);
    } else if constexpr (std::is_same_v<Plain, ScoreEvent>) {
        field("done", body.done);
        field("total", body.total);
        field("reward_model", body.rewardModel);
        field("mean", body.mean);
    } else if constexpr (std::is_same_v<Plain, EvaluationEvent>) {
        field("policy", body.policy);
        field("step", body.step);
        field("full", body.full);
        field("temperature", body.temperature);
        field("prompts", body.prompts);
        field("guide", body.guide);
        field("rewards", body.rewards);
        field("win", body.win);
        field("tie", body.tie);
        field("lose", body.lose);
        field("win_rate", body.winRate);
        field("kl", body.kl);
        field("kl_k1", body.klK1);
        field("mean_tokens", body.meanTokens);
        field("cut_share", body.cutShare);
        field("drop_rate", body.dropRate);
        field("gain_rate", body.gainRate);
        field("mean_drop", body.meanDrop);
        field("reference_flip_rate", body.referenceFlipRate);
        field("relative_flip_rate", body.relativeFlipRate);
        field("reward_change", body.rewardChange);
        field("reward_changes", body.rewardChanges);
        field("epsilon", body.epsilon);
        field("changes", body.changes);
    } else if constexpr (std::is_same_v<Plain, RewardAccuracyEvent>) {
        field("reward_model", body.rewardModel);
        field("step", body.step);
        field("pairs", body.pairs);
        field("final", body.final);
        field("accuracy", body.accuracy);
    } else if constexpr (std::is_same_v<Plain, StageEvent>) {
        field("state", body.state);
        field("title", body.title);
        field("fraction", body.fraction);
        field("seconds_left", body.secondsLeft);
    } else if constexpr (std::is_same_v<Plain, MessageEvent>) {
        field("level", body.level);
        field("place", body.place);
        field("problem", body.problem);
        field("mend", body.mend);
    } else {
        static_assert(std::is_same_v<Plain, StateEvent>, "an event without its list of fields");
        field("state", body.state);
        field("fraction", body.fraction);
        field("report", body.report);
        field("seconds_left", body.secondsLeft);
    }
}

}  // namespace lire::runs
