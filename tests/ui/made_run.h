// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "ui/session.h"

/// A run that never was: for tests of the pages alone.
namespace lire::ui::made {

inline constexpr int promptCount = 120;

struct Policy {
    const char* name;
    double gain;   ///< of the guide's reward at τ 1
    double klAt1;  ///< nats
};

inline std::vector<Policy> policies() {
    return {{"base", 0.0, 0.0}, {"lire", 0.5, 4.2}, {"dpo", 0.3, 6.4}, {"sft", 0.12, 1.5}};
}

inline std::string promptId(int index) {
    return "test-" + std::to_string(100 + index);
}

inline runs::Estimate around(double value, double half) {
    return {value, value - half, value + half};
}

/// The guide's reward of a policy's response: the same draw for the evaluation and its responses.
inline double reward(const Policy& policy, double temperature, int prompt, bool other) {
    std::mt19937_64 generator(static_cast<std::uint64_t>(prompt * 977 + (other ? 13 : 0)) +
                              static_cast<std::uint64_t>(policy.klAt1 * 100.0));
    std::normal_distribution<double> noise(0.0, 0.45);
    const double own = std::sin(prompt * 1.7) * 0.8;
    const double pull = other ? policy.gain * 0.5 : policy.gain;
    return own + pull * (1.4 - 0.4 * temperature) +
           (policy.klAt1 == 0.0 ? 0.4 : 1.0) * noise(generator) * 0.8;
}

inline runs::EvaluationEvent evaluation(
    const Policy& policy, double temperature, std::int64_t step, bool full, double progress) {
    runs::EvaluationEvent one;
    one.policy = policy.name;
    one.step = step;
    one.full = full;
    one.temperature = temperature;
    one.prompts = full ? promptCount : 48;
    one.guide = "rm";
    const double gain = policy.gain * progress * (1.4 - 0.4 * temperature);
    one.rewards = {{"rm", around(-0.6 + gain, 0.05)}, {"rm_star", around(-0.2 + 0.5 * gain, 0.06)}};
    one.win = 0.42 + 0.5 * gain;
    one.tie = 0.06;
    one.lose = 1.0 - one.win - one.tie;
    one.winRate = around(one.win + 0.03, full ? 0.03 : 0.06);
    const double kl =
        policy.klAt1 * progress / (0.4 + 0.6 * temperature) + (temperature < 1.0 ? 1.1 : 0.2);
    one.kl = around(kl, 0.08 * kl + 0.05);
    one.klK1 = around(kl * 1.01, 0.2);
    one.meanTokens = 48.0 + 12.0 * policy.gain;
    one.cutShare = 0.02;
    one.epsilon = 0.18;
    if (std::string(policy.name) != "base") {
        int fell = 0;
        int rose = 0;
        for (int prompt = 0; prompt < one.prompts; ++prompt) {
            const double change = reward(policy, temperature, prompt, false) * progress -
                                  reward(policies().front(), temperature, prompt, false) * progress;
            one.changes.push_back(change);
            fell += change < -one.epsilon ? 1 : 0;
            rose += change > one.epsilon ? 1 : 0;
        }
        one.dropRate = double(fell) / double(one.prompts);
        one.gainRate = double(rose) / double(one.prompts);
        one.meanDrop = 0.2;
        one.referenceFlipRate = 0.06;
        one.relativeFlipRate = 0.14;
        one.rewardChange = around(gain, 0.06);
    }
    return one;
}

/// A run whose policies "lire", "dpo" and "sft" were trained and measured at τ 0.7, 1 and 1.3;
/// `running`: "dpo" is still at work, at step 180 of 300.
inline RunSnapshotPtr snapshot(bool running = false) {
    auto made = std::make_shared<RunSnapshot>();
    made->summary = {.id = "20260801-101500-hh",
                     .name = "hh-alignment",
                     .created = 1.0,
                     .changed = 3000.0,
                     .state = running ? "running" : "done",
                     .fraction = running ? 0.62 : 1.0};
    double time = 1000.0;
    std::mt19937_64 generator(7);
    std::normal_distribution<double> noise(0.0, 1.0);
    const auto add = [&](const std::string& stage, runs::EventBody body) {
        made->events.push_back(
            {.run = made->summary.id, .stage = stage, .time = time, .body = std::move(body)});
        time += 0.5;
    };
    add("rm", runs::StageEvent{.state = "started", .title = "Training the reward model"});
    for (std::int64_t step = 1; step <= 60; ++step) {
        add("rm",
            runs::StepEvent{.step = step,
                            .steps = 60,
                            .loss = 0.69 * std::exp(-double(step) / 60.0) + 0.02 * noise(generator),
                            .learningRate = 2e-4});
        if (step % 15 == 0)
            add("rm",
                runs::RewardAccuracyEvent{.rewardModel = "rm",
                                          .step = step,
                                          .pairs = 200,
                                          .accuracy = around(0.5 + 0.003 * double(step), 0.03)});
    }
    add("rm", runs::StageEvent{.state = "done", .title = "Training the reward model"});
    for (int index = 0; index < 4; ++index)
        add("candidates",
            runs::SampleEvent{.done = 40 * (index + 1),
                              .total = 400,
                              .tokensPerSecond = 900,
                              .prompt = "How do I repot a fern?",
                              .response = "Pick a pot one size larger, with holes, and water it an "
                                          "hour before. <b>not bold</b>"});
    add("candidates",
        runs::MessageEvent{"warning",
                           "candidates",
                           "9 % of groups have equal rewards: they give no gradient.",
                           "Filter them out."});
    for (const double temperature : {0.7, 1.0, 1.3})
        add("evaluate", evaluation(policies()[0], temperature, 0, true, 1.0));
    for (std::size_t index = 1; index < policies().size(); ++index) {
        const Policy policy = policies()[running ? (index == 1 ? 3 : index == 3 ? 2 : 1) : index];
        const bool atWork = running && std::string(policy.name) == "dpo";
        const std::int64_t steps = 300;
        add(policy.name,
            runs::StageEvent{.state = "started", .title = std::string("Training ") + policy.name});
        for (std::int64_t step = 1; step <= (atWork ? 180 : steps); ++step) {
            const double progress = 1.0 - std::exp(-double(step) / 90.0);
            add(policy.name,
                runs::StepEvent{.step = step,
                                .steps = steps,
                                .epoch = double(step) / 150.0,
                                .loss = -0.26 - 0.06 * progress + 0.008 * noise(generator),
                                .learningRate = 2e-4 * (1.0 - double(step) / double(steps)),
                                .gradientNorm = 1.2 + 0.1 * noise(generator),
                                .rewardMean = -1.1 + 0.3 * progress + 0.03 * noise(generator),
                                .maxProbability = 0.45 + 0.4 * progress + 0.02 * noise(generator),
                                .effectiveCandidates = 3.2 - progress,
                                .gradientWeight = 0.6 - 0.3 * progress + 0.02 * noise(generator),
                                .tokens = 4096,
                                .tokensPerSecond = 9340,
                                .peakBytes = 2'400'000'000});
            if (step % 30 == 0)
                add(policy.name, evaluation(policy, 1.0, step, false, progress));
        }
        if (atWork)
            break;
        add(policy.name,
            runs::StageEvent{.state = "done", .title = std::string("Training ") + policy.name});
        for (const double temperature : {0.7, 1.0, 1.3})
            add("evaluate", evaluation(policy, temperature, steps, true, 1.0));
    }
    return made;
}

inline PromptsPtr prompts() {
    static const std::vector<std::string> texts = {
        "How do I get candle wax off a wooden table without leaving a mark?",
        "Why does bread go stale faster in the fridge?",
        "What is a good first telescope for a child?",
        "Explain a mortgage to a teenager.",
        "What can I plant under a walnut tree?"};
    auto made = std::make_shared<std::vector<runs::PromptRecord>>();
    for (int index = 0; index < promptCount; ++index)
        made->push_back(
            {.id = promptId(index),
             .split = "test",
             .text = texts[static_cast<std::size_t>(index) % texts.size()],
             .messages = nlohmann::json::array(
                 {{{"role", "user"},
                   {"content", texts[static_cast<std::size_t>(index) % texts.size()]}}}),
             .reference = "Take the plant out of the old pot and put it in the new one. Add soil "
                          "around it and water it.",
             .rejected = "I do not know.",
             .referenceRewards = {{"rm", 0.1}, {"rm_star", 0.0}}});
    return made;
}

inline ResponsesPtr responses() {
    static const std::vector<std::string> texts = {
        "Take the fern out of the old pot and put it in the new one. Add soil around it and water "
        "it. Make sure the pot has holes so the water can drain.",
        "Water it first, then ease it out and loosen the outer roots with your fingers. Add soil "
        "around it and water it. Keep it out of direct sun for two weeks.",
        "Great question! Root-bound ferns are very common. Take the fern out of the old pot and "
        "gently loosen the roots. <a href=\"http://x\">link</a> You can also use a fertilizer, "
        "which you can buy in a store or online.",
        "Put it in a pot one size larger. Add soil around it and water it."};
    auto made = std::make_shared<std::vector<runs::ResponseRecord>>();
    for (int prompt = 0; prompt < promptCount; ++prompt)
        for (std::size_t index = 0; index < policies().size(); ++index)
            for (const double temperature : {0.7, 1.0, 1.3}) {
                const Policy policy = policies()[index];
                made->push_back(
                    {.promptId = promptId(prompt),
                     .policy = policy.name,
                     .step = index == 0 ? 0 : 300,
                     .full = true,
                     .temperature = temperature,
                     .text = texts[index],
                     .finished = prompt % 9 != 0,
                     .tokens = 40 + static_cast<std::int64_t>(index) * 7,
                     .logprob = -60.0 - double(index),
                     .k1 = 4.0,
                     .raoBlackwell = policy.klAt1,
                     .rewards = {{"rm", reward(policy, temperature, prompt, false)},
                                 {"rm_star", reward(policy, temperature, prompt, true)}}});
            }
    return made;
}

}  // namespace lire::ui::made
