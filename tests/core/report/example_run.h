// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/figures.h"

namespace lire::tests {

/// A small run by hand: a reward model, the base and two policies, two temperatures.
inline runs::EvaluationEvent evaluation(
    const std::string& policy, double temperature, bool full, std::int64_t step, double winRate) {
    runs::EvaluationEvent event{.policy = policy,
                                .step = step,
                                .full = full,
                                .temperature = temperature,
                                .prompts = 10,
                                .guide = "rm"};
    event.rewards = {{"rm", {winRate, winRate - 0.1, winRate + 0.1}},
                     {"rm_star", {1.5, 1.25, 1.75}}};
    event.win = winRate;
    event.lose = 1.0 - winRate;
    event.winRate = {winRate, winRate - 0.2, winRate + 0.2};
    event.kl = {2.0 * temperature, 1.5 * temperature, 2.5 * temperature};
    event.klK1 = event.kl;
    event.meanTokens = 31.5;
    event.cutShare = 0.1;
    if (policy != "base") {
        event.dropRate = 0.3;
        event.gainRate = 0.5;
        event.meanDrop = -0.4;
        event.referenceFlipRate = 0.1;
        event.relativeFlipRate = 0.25;
        event.rewardChange = runs::Estimate{0.2, 0.1, 0.3};
        event.rewardChanges = {{"rm", *event.rewardChange}, {"rm_star", {-0.1, -0.25, 0.05}}};
        event.epsilon = 0.05;
        event.changes = {-1.0, -0.5, -0.25, 0.0, 0.1, 0.3, 0.5, 0.75, 1.0, 1.5};
    }
    return event;
}

inline report::RunEvents exampleRun() {
    report::RunEvents run;
    run.run = {
        .id = "20261125-101500-demo", .name = "demo", .created = 1'795'601'700.0, .state = "done"};
    double time = run.run.created;
    const auto add = [&run, &time](const std::string& stage, runs::EventBody body) {
        time += 30.0;
        run.events.push_back(
            {.run = run.run.id, .stage = stage, .time = time, .body = std::move(body)});
    };
    add("rm", runs::StageEvent{.state = "started", .title = "Train the reward model rm"});
    add("rm", runs::StepEvent{.step = 1, .steps = 2, .loss = 0.7, .accuracy = 0.5});
    add("rm", runs::RewardAccuracyEvent{"rm", 1, 40, false, {0.55, 0.4, 0.7}});
    add("rm", runs::StepEvent{.step = 2, .steps = 2, .loss = 0.6, .accuracy = 1.0});
    add("rm", runs::RewardAccuracyEvent{"rm", 2, 40, true, {0.7, 0.55, 0.82}});
    add("rm",
        runs::StageEvent{.state = "done", .title = "Train the reward model rm", .fraction = 1.0});
    add("base", evaluation("base", 0.7, true, 0, 0.4));
    add("base", evaluation("base", 1.0, true, 0, 0.4));
    for (std::int64_t step = 1; step <= 3; ++step) {
        add("lire",
            runs::StepEvent{.step = step,
                            .steps = 3,
                            .loss = 4.0 - static_cast<double>(step),
                            .maxProbability = 0.5,
                            .effectiveCandidates = 2.0});
        add("lire", evaluation("lire", 1.0, false, step, 0.4 + 0.1 * static_cast<double>(step)));
    }
    add("lire",
        runs::MessageEvent{"warning", "lire", "<script>alert(1)</script>", "nothing & nobody"});
    add("lire", evaluation("lire", 1.0, true, 3, 0.7));
    add("lire", evaluation("lire", 0.7, true, 3, 0.8));
    add("lire-t2", evaluation("lire-t2", 1.0, true, 3, 0.6));
    return run;
}

}  // namespace lire::tests
