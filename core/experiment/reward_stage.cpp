// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/reward_stage.h"

#include <algorithm>
#include <span>

#include "core/data/pairs.h"
#include "core/data/split.h"
#include "core/data/token_lists.h"
#include "core/error.h"
#include "core/evaluation/bootstrap.h"
#include "core/evaluation/proportion.h"
#include "core/experiment/lora_config.h"
#include "core/training/reward_trainer.h"

namespace lire::experiment {

namespace {

using Pairs = std::vector<training::RewardPair>;
using Groups = std::vector<data::CandidateGroup>;

constexpr std::int64_t accuracyTimes = 4;  ///< live accuracies over a training

Groups pairsOf(const Groups& groups) {
    Groups pairs;
    for (const auto& group : groups) {
        for (auto& pair : data::preferencePairs(group)) {
            pairs.push_back(std::move(pair));
        }
    }
    return pairs;
}

Groups chosenHalf(const RunContext& context, const std::string& which) {
    const auto& train = context.data.train;
    if (which == "all") {
        return train;
    }
    return data::half(train,
                      which == "first-half" ? data::Half::First : data::Half::Second,
                      context.experiment.seed);
}

/// Pairs of two responses that are the same are left out.
Pairs tokenize(const Groups& pairs, const models::ModelSource& source, std::int64_t maxLength) {
    Pairs result;
    for (const auto& pair : pairs) {
        auto list = data::rewardPairList(pair, source, static_cast<std::size_t>(maxLength));
        if (list) {
            result.push_back({.list = std::move(*list), .prompt = data::promptKey(pair)});
        }
    }
    return result;
}

runs::StepEvent toEvent(const training::RewardStepReport& report) {
    return {.step = report.step,
            .steps = report.steps,
            .epoch = report.epoch,
            .loss = report.loss,
            .learningRate = report.learningRate,
            .gradientNorm = report.gradientNorm,
            .tokens = report.tokens,
            .tokensPerSecond = report.tokensPerSecond,
            .peakBytes = report.peakBytes,
            .accuracy = report.accuracy,
            .margin = report.margin};
}

/// Whether a run that goes on has this accuracy already.
bool isTold(RunContext& context, const std::string& name, std::int64_t step, bool final) {
    const auto events = context.reader.events(context.run);
    return std::any_of(events.begin(), events.end(), [&](const runs::StoredEvent& stored) {
        const auto* event = std::get_if<runs::RewardAccuracyEvent>(&stored.event.body);
        return event != nullptr && event->rewardModel == name && event->step == step &&
               event->final == final;
    });
}

void reportAccuracy(RunContext& context,
                    const std::string& name,
                    const models::RewardModel& model,
                    std::span<const training::RewardPair> pairs,
                    std::int64_t step,
                    bool final) {
    if (pairs.empty() || isTold(context, name, step, final)) {
        return;
    }
    const auto hits = training::rewardAccuraciesByPrompt(model, pairs);
    const auto interval = evaluation::accuracyInterval(hits, {.seed = context.experiment.seed});
    context.reporter.send(
        runs::RewardAccuracyEvent{.rewardModel = name,
                                  .step = step,
                                  .pairs = static_cast<std::int64_t>(pairs.size()),
                                  .final = final,
                                  .accuracy = {.value = evaluation::pooledMean(hits),
                                               .low = interval->lower,
                                               .high = interval->upper}});
}

training::RewardTrainSettings trainSettings(const RunContext& context,
                                            const RewardTrainingSettings& settings,
                                            std::size_t pairs,
                                            std::uint64_t index) {
    const auto steps = training::stepsFor(pairs, settings.epochs, settings.batch);
    return {.epochs = settings.epochs,
            .batch = settings.batch,
            .learningRate = settings.learningRate,
            .tokensPerPass = context.compute.tokensPerPass,
            .checkpointEvery = 10,
            .evaluateEvery = std::max<std::int64_t>(steps / accuracyTimes, 1),
            .seed = seedOf(context.experiment.seed, Draw::RewardModel, index)};
}

}  // namespace

StageEnd runRewardStage(RunContext& context, const RewardModelSettings& settings) {
    const auto& train = *settings.train;
    const auto folder = context.files.folder(settings.name);
    const auto source =
        train.model ? models::openModel(*train.model) : context.models.policySource();
    const auto maxLength = context.experiment.policy.maxLength;
    const auto pairs = tokenize(pairsOf(chosenHalf(context, train.pairs)), *source, maxLength);
    const auto held = tokenize(pairsOf(context.data.test), *source, maxLength);
    if (pairs.empty()) {
        throw Error("/reward_models/" + settings.name + "/train",
                    "no pair of unequal rewards is among its prompts, or each is of two responses "
                    "that are the same",
                    "give data with a better and a worse answer a prompt, or a finished model");
    }
    const auto& all = context.experiment.rewardModels;
    const auto index = static_cast<std::uint64_t>(
        std::find_if(
            all.begin(), all.end(), [&](const auto& one) { return one.name == settings.name; }) -
        all.begin());
    const auto lora = loraConfig(train.lora);
    models::RewardModel model(source,
                              context.compute,
                              &lora,
                              seedOf(context.experiment.seed, Draw::Adapter, 1000 + index));
    const auto live = std::span(held).first(std::min<std::size_t>(held.size(), 32));
    const auto trainer = trainSettings(context, train, pairs.size(), index);
    const auto end = training::trainReward(
        model,
        pairs,
        trainer,
        folder / "checkpoints",
        true,
        context.stop,
        [&, resumed = false](const training::RewardStepReport& report) mutable {
            if (!resumed) {  // steps after the checkpoint that this run goes on from come again
                context.store.forgetStage(context.run, settings.name, report.step - 1);
                resumed = true;
            }
            context.reporter.send(toEvent(report));
            context.reporter.progress(0.9 * static_cast<double>(report.step) /
                                      static_cast<double>(report.steps));
            context.shouldStop();
        },
        [&](std::int64_t step) {
            reportAccuracy(context, settings.name, model, live, step, false);
        });
    if (end == training::TrainEnd::Stopped) {
        return StageEnd::Stopped;
    }
    const auto target = context.files.rewardModelFolder(settings.name);
    model.save(target);
    const auto steps = training::stepsFor(pairs.size(), train.epochs, train.batch);
    // Measured as every later stage reads it: from the folder.
    const models::RewardModel saved(models::openModel(target.string()), context.compute);
    reportAccuracy(context, settings.name, saved, held, steps, true);
    context.files.markDone(settings.name, {{"pairs", pairs.size()}, {"steps", steps}});
    return StageEnd::Done;
}

}  // namespace lire::experiment
