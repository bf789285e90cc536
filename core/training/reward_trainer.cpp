// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/reward_trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "core/error.h"
#include "core/training/adam_w.h"
#include "core/training/checkpoint.h"
#include "core/training/divergence.h"
#include "core/training/query_order.h"
#include "core/training/schedule.h"

namespace lire::training {

namespace {

using Rows = std::vector<std::vector<double>>;

/// Pairs of the batch cut into passes under the token budget: [begin, end).
std::vector<std::pair<std::size_t, std::size_t>> cutPairs(std::span<const models::TokenList> lists,
                                                          std::int64_t budget) {
    std::vector<std::pair<std::size_t, std::size_t>> passes;
    std::size_t tokens = 0;
    for (std::size_t i = 0; i < lists.size(); ++i) {
        const auto count = models::tokenCount(lists[i]);
        if (passes.empty() || tokens + count > static_cast<std::size_t>(budget)) {
            passes.emplace_back(i, i);
            tokens = 0;
        }
        tokens += count;
        passes.back().second = i + 1;
    }
    return passes;
}

/// Bradley-Terry's loss of each pair and its gradient with respect to the two scores, over the
/// batch's mean; adds to the report's means.
Rows bradleyTerry(const Rows& scores, double share, RewardStepReport& report) {
    Rows gradient;
    for (const auto& pair : scores) {
        const double margin = pair[0] - pair[1];
        // -log sigmoid(margin) and sigmoid(-margin), finite for any margin
        report.loss += share * (std::max(-margin, 0.0) + std::log1p(std::exp(-std::abs(margin))));
        const double wrong = 1.0 / (1.0 + std::exp(margin));
        gradient.push_back({-share * wrong, share * wrong});
        report.margin += share * margin;
        report.accuracy += share * (margin > 0.0 ? 1.0 : margin == 0.0 ? 0.5 : 0.0);
    }
    return gradient;
}

}  // namespace

TrainEnd trainReward(models::RewardModel& model,
                     std::span<const RewardPair> pairs,
                     const RewardTrainSettings& settings,
                     const std::filesystem::path& checkpoints,
                     bool resume,
                     const std::stop_token& stop,
                     const std::function<void(const RewardStepReport&)>& report,
                     const std::function<void(std::int64_t step)>& evaluate) {
    AdamW optimizer(model.parameters(), {.weightDecay = settings.weightDecay});
    Checkpoints store(checkpoints);
    store.describe(settings.description);
    Progress progress;
    if (resume) {
        if (const auto found = store.load(model.parameters(), optimizer)) {
            progress = *found;
            model.parametersChanged();
        }
    } else {
        store.requireNone();
    }
    const auto steps = stepsFor(pairs.size(), settings.epochs, settings.batch);
    const auto perEpoch = static_cast<double>(stepsFor(pairs.size(), 1, settings.batch));
    const auto isDue = [&] {
        return evaluate && settings.evaluateEvery > 0 && progress.step > 0 &&
               progress.step % settings.evaluateEvery == 0;
    };
    if (isDue()) {  // a kill may have cut it off behind its checkpoint
        evaluate(progress.step);
    }
    while (progress.step < steps) {
        if (stop.stop_requested()) {
            store.save(model.parameters(), optimizer, progress);
            return TrainEnd::Stopped;
        }
        const auto begun = std::chrono::steady_clock::now();
        const auto chosen =
            stepQueries(progress.step, pairs.size(), settings.batch, settings.seed, 0);
        RewardStepReport told{.step = progress.step + 1, .steps = steps};
        std::vector<models::TokenList> lists;
        for (const auto index : chosen.queries) {
            lists.push_back(pairs[index].list);
        }
        told.tokens = static_cast<std::int64_t>(models::tokenCount(lists));
        model.zeroGradients();
        const double share = 1.0 / static_cast<double>(lists.size());
        for (const auto& [begin, end] : cutPairs(lists, settings.tokensPerPass)) {
            auto pass = model.forward(std::span(lists).subspan(begin, end - begin));
            const auto gradient = bradleyTerry(pass.scores(), share, told);
            model.backward(std::move(pass), gradient);
        }
        told.learningRate =
            learningRateAt(progress.step, steps, settings.warmupShare, settings.learningRate);
        told.gradientNorm = clipGradients(model.parameters(), settings.clip);
        checkFinite(told.step,
                    told.loss,
                    told.gradientNorm,
                    "the reward model's loss or its gradient",
                    model.compute().dtype);
        optimizer.step(model.parameters(), told.learningRate);
        model.parametersChanged();
        ++progress.step;
        ++progress.stepOfRound;
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
        told.epoch = static_cast<double>(progress.step) / perEpoch;
        told.tokensPerSecond = static_cast<double>(told.tokens) / seconds.count();
        told.peakBytes = models::peakResidentBytes();
        if (report) {
            report(told);
        }
        if (settings.checkpointEvery > 0 && progress.step % settings.checkpointEvery == 0) {
            store.save(model.parameters(), optimizer, progress);
        }
        if (isDue()) {
            evaluate(progress.step);
        }
    }
    store.save(model.parameters(), optimizer, progress);
    return TrainEnd::Done;
}

std::vector<double> rewardAccuracies(const models::RewardModel& model,
                                     std::span<const RewardPair> pairs) {
    std::vector<models::TokenList> lists;
    for (const auto& pair : pairs) {
        lists.push_back(pair.list);
    }
    std::vector<double> accuracies;
    for (const auto& scores : model.scores(lists)) {
        accuracies.push_back(scores[0] > scores[1] ? 1.0 : scores[0] == scores[1] ? 0.5 : 0.0);
    }
    return accuracies;
}

Rows rewardAccuraciesByPrompt(const models::RewardModel& model, std::span<const RewardPair> pairs) {
    const auto accuracies = rewardAccuracies(model, pairs);
    std::unordered_map<std::string, std::size_t> rowOf;
    Rows rows;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const auto row = rowOf.try_emplace(pairs[i].prompt, rows.size()).first->second;
        rows.resize(std::max(rows.size(), row + 1));
        rows[row].push_back(accuracies[i]);
    }
    return rows;
}

}  // namespace lire::training
