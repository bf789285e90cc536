// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <set>

#include "core/report/evaluation_choice.h"
#include "core/report/figures.h"
#include "core/report/number_text.h"

namespace lire::report {

namespace {

/// A policy's rewards in its newest full evaluation.
struct Sample {
    std::int64_t step = -1;
    std::vector<double> rewards = {};
    std::set<std::string> prompts = {};
};

}  // namespace

Figure rewardDistributions(const runs::RunSummary& run,
                           std::span<const runs::ResponseRecord> responses,
                           const std::string& rewardModel,
                           double temperature) {
    Figure figure{.id = "rewards-" + rewardModel + "-" + shortText(temperature),
                  .title = "Rewards by " + rewardModel + " at " + temperatureLabel(temperature)};
    figure.x.title = "policy";
    figure.y.title = "reward by " + rewardModel;
    std::vector<std::string> order;
    std::map<std::string, Sample> samples;
    for (const auto& response : responses) {
        const auto reward = response.rewards.find(rewardModel);
        if (!response.full || reward == response.rewards.end() ||
            !sameTemperature(response.temperature, temperature)) {
            continue;
        }
        auto& sample = samples[response.policy];
        if (sample.step < 0) {
            // The base comes first, whatever the store's order.
            order.insert(response.policy == "base" ? order.begin() : order.end(), response.policy);
        }
        if (response.step > sample.step) {
            sample = {.step = response.step};
        }
        if (response.step == sample.step) {
            sample.rewards.push_back(reward->second);
            sample.prompts.insert(response.promptId);
        }
    }
    if (order.empty()) {
        figure.empty = "No full evaluation at " + temperatureLabel(temperature) +
                       " with rewards by " + rewardModel + " yet.";
        return figure;
    }
    std::string counts;
    for (std::size_t i = 0; i < order.size(); ++i) {
        auto& sample = samples.at(order[i]);
        const auto x = static_cast<double>(i);
        counts += (counts.empty() ? "" : ", ") + order[i] + " " +
                  std::to_string(sample.rewards.size()) + " of " +
                  std::to_string(sample.prompts.size()) + " prompts";
        figure.x.ticks.emplace_back(x, order[i]);
        figure.series.push_back({.name = order[i],
                                 .method = methodOf(order[i]),
                                 .mark = Mark::Violin,
                                 .x = {x},
                                 .values = std::move(sample.rewards),
                                 .keys = {run.id + "|" + order[i] + "|" + shortText(temperature) +
                                          "|" + std::to_string(sample.step)}});
    }
    figure.caption = "responses: " + counts;
    return figure;
}

}  // namespace lire::report
