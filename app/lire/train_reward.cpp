// SPDX-License-Identifier: GPL-3.0-or-later
#include <charconv>
#include <iostream>

#include "app/lire/group_lists.h"
#include "app/lire/interrupt.h"
#include "app/lire/out_folder.h"
#include "app/lire/progress.h"
#include "app/lire/text/command.h"
#include "app/lire/text/output.h"
#include "app/lire/train_description.h"
#include "app/lire/train_options.h"
#include "core/data/pairs.h"
#include "core/data/split.h"
#include "core/error.h"
#include "core/evaluation/bootstrap.h"
#include "core/models/reward_model.h"
#include "core/training/checkpoint.h"
#include "core/training/reward_trainer.h"

namespace lire::app {

namespace {

using Groups = std::vector<data::CandidateGroup>;
using Pairs = std::vector<training::RewardPair>;

struct Arguments {
    TrainOptions train = {};
    std::string heldOut = {};
};

/// --held-out as a share; nothing where it names a file.
std::optional<double> shareOf(const std::string& heldOut) {
    double share = 0.0;
    const auto* end = heldOut.data() + heldOut.size();
    const auto read = std::from_chars(heldOut.data(), end, share);
    if (read.ec != std::errc() || read.ptr != end) {
        return std::nullopt;
    }
    if (!(share > 0.0 && share < 1.0)) {
        throw Error(
            "--held-out", "the share is not in (0, 1)", "give a share such as 0.1, or a file");
    }
    return share;
}

data::Split readSplit(const Arguments& arguments) {
    auto groups = readGroupsStrictly(arguments.train.data);
    if (arguments.heldOut.empty()) {
        return {.train = std::move(groups)};
    }
    if (const auto share = shareOf(arguments.heldOut)) {
        return data::splitByPrompt(std::move(groups), *share, arguments.train.seed);
    }
    return data::separate(std::move(groups), readGroupsStrictly(arguments.heldOut));
}

Pairs pairsOf(const Groups& groups, const models::ModelSource& source, std::size_t maxLength) {
    Pairs pairs;
    for (const auto& group : groups) {
        for (const auto& pair : data::preferencePairs(group)) {
            auto list = app::tokenList(pair, source, maxLength);
            for (auto& response : list.responses) {
                if (source.eos && response.back() != *source.eos) {
                    response.push_back(*source.eos);  // the reward stands at the EOS
                }
            }
            pairs.push_back({.list = std::move(list), .prompt = data::promptKey(group)});
        }
    }
    return pairs;
}

/// What --resume compares; see describeTraining().
training::Description describe(const Arguments& arguments,
                               const models::ModelSource& source,
                               const Pairs& pairs) {
    auto description = describeTraining(arguments.train, source, true);
    const auto share = shareOf(arguments.heldOut);
    description.push_back(
        {.name = "--held-out", .value = share ? arguments.heldOut : "no share of the prompts"});
    Digest digest;
    for (const auto& pair : pairs) {
        digest.add(pair.list);
    }
    description.push_back(
        describeData(arguments.train, digest, std::to_string(pairs.size()) + " pairs"));
    return description;
}

nlohmann::json accuracyLine(const models::RewardModel& model,
                            const Pairs& pairs,
                            std::uint64_t seed) {
    const auto hits = training::rewardAccuraciesByPrompt(model, pairs);
    const auto interval = evaluation::bootstrapPooledMeanInterval(hits, {.seed = seed});
    return {{"held_out_accuracy", evaluation::pooledMean(hits)},
            {"held_out_accuracy_interval", {interval->lower, interval->upper}},
            {"pairs", pairs.size()},
            {"prompts", hits.size()}};
}

nlohmann::json lineOf(const training::RewardStepReport& step) {
    return {{"step", step.step},
            {"steps", step.steps},
            {"epoch", step.epoch},
            {"loss", step.loss},
            {"accuracy", step.accuracy},
            {"margin", step.margin},
            {"gradient_norm", step.gradientNorm},
            {"learning_rate", step.learningRate},
            {"tokens", step.tokens},
            {"tokens_per_second", step.tokensPerSecond},
            {"peak_bytes", step.peakBytes}};
}

int trainReward(const Arguments& arguments) {
    const auto& options = arguments.train;
    options.check();
    checkTrainingFolder(
        options.out, {{.option = "--model", .path = options.model}}, options.resume);
    const auto source = models::openModel(options.model);
    const auto split = readSplit(arguments);
    tellCuts(split.train, *source, options.maxLength);
    const auto pairs = pairsOf(split.train, *source, options.maxLength);
    const auto held = pairsOf(split.test, *source, options.maxLength);
    if (pairs.empty()) {
        throw Error(options.data,
                    "holds no pair of unequal rewards",
                    "give pairs (prompt, chosen, rejected) or groups with rewards");
    }
    if (!arguments.heldOut.empty() && held.empty()) {
        std::cerr << "--held-out: no pair of unequal rewards is left apart; no accuracy will be "
                     "measured\n";
    }
    const auto description = describe(arguments, *source, pairs);
    const auto checkpoints = checkpointsIn(options.out);
    training::requireSameTraining(checkpoints, description);

    const auto stop = stopOnInterrupt();
    const auto compute = options.compute.resolve(fastDtype);
    models::RewardModel model(
        source, compute, options.full ? nullptr : &options.lora, options.seed);
    Progress progress("training", options.compute.quiet);
    const auto report = [&progress](const training::RewardStepReport& step) {
        printLine(lineOf(step));
        progress.showStep(step.step, step.steps, step.tokensPerSecond);
    };
    const auto end =
        training::trainReward(model,
                              pairs,
                              options.settings<training::RewardTrainSettings>(compute, description),
                              checkpoints,
                              options.resume,
                              stop,
                              report);
    if (end == training::TrainEnd::Stopped) {
        return interruptedExit;
    }
    model.save(options.out);
    if (!held.empty()) {
        printLine(accuracyLine(model, held, options.seed));
    }
    return 0;
}

Work declare(CLI::App& app) {
    auto arguments = std::make_shared<Arguments>();
    arguments->train.declare(app, "a file of pairs, or of groups with rewards", "pairs");
    app.add_option("--held-out", arguments->heldOut, "a file, or a share of the prompts set apart");
    return [arguments] { return trainReward(*arguments); };
}

}  // namespace

Command trainRewardCommand() {
    return {.name = "train-reward",
            .summary = "trains a reward model on pairs by Bradley-Terry",
            .declare = declare};
}

}  // namespace lire::app
