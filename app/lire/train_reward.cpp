// SPDX-License-Identifier: GPL-3.0-or-later
#include <charconv>
#include <iostream>
#include <optional>
#include <utility>

#include "app/lire/group_lists.h"
#include "app/lire/interrupt.h"
#include "app/lire/out_folder.h"
#include "app/lire/progress.h"
#include "app/lire/text/command.h"
#include "app/lire/text/output.h"
#include "app/lire/text/terminal_bar.h"
#include "app/lire/train_description.h"
#include "app/lire/train_options.h"
#include "core/data/pairs.h"
#include "core/data/split.h"
#include "core/data/token_lists.h"
#include "core/error.h"
#include "core/evaluation/bootstrap.h"
#include "core/evaluation/proportion.h"
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
        throw Error("--held-out",
                    "is " + heldOut,
                    "give a share greater than 0 and less than 1, or a file");
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

/// Counts in `same` the pairs of two responses that are the same, which are none.
Pairs pairsOf(const Groups& groups,
              const models::ModelSource& source,
              std::size_t maxLength,
              std::size_t& same) {
    Pairs pairs;
    for (const auto& group : groups) {
        for (const auto& pair : data::preferencePairs(group)) {
            auto list = data::rewardPairList(pair, source, maxLength);
            if (!list) {
                ++same;
                continue;
            }
            pairs.push_back({.list = std::move(*list), .prompt = data::promptKey(group)});
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
    const auto interval = evaluation::accuracyInterval(hits, {.seed = seed});
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
    std::size_t same = 0;
    const auto pairs = pairsOf(split.train, *source, options.maxLength, same);
    const auto held = pairsOf(split.test, *source, options.maxLength, same);
    if (same > 0) {
        std::cerr << options.data << ": " << same << " of " << same + pairs.size() + held.size()
                  << " pairs are of two responses that are the same, and left out\n";
    }
    if (pairs.empty() && split.train.empty() && !held.empty()) {
        throw Error("--held-out",
                    "no prompt is left to train on: all " + std::to_string(split.test.size()) +
                        " are set apart",
                    "give a smaller share, or another file");
    }
    if (pairs.empty()) {
        throw Error(options.data,
                    same > 0 ? "holds no pair of two different responses"
                             : "holds no pair of unequal rewards",
                    "give pairs (prompt, chosen, rejected) or groups with rewards");
    }
    if (!arguments.heldOut.empty() && held.empty()) {
        std::cerr << "--held-out: no pair of unequal rewards is left apart; no accuracy will be "
                     "measured\n";
    }
    const auto description = describe(arguments, *source, pairs);
    const auto checkpoints = checkpointsIn(options.out);
    training::requireSameTraining(checkpoints, description);

    const auto compute = options.compute.resolve(fastDtype);
    models::RewardModel model(
        source, compute, options.full ? nullptr : &options.lora, options.seed);
    std::optional<StoppableWork> work(std::in_place);  // before there was nothing to save
    const auto steps = training::stepsFor(pairs.size(), options.epochs, options.batch);
    std::int64_t step = 0;  // done by this call
    Progress progress("training", options.compute.quiet);
    const auto report = [&](const training::RewardStepReport& told) {
        step = told.step;
        work->print(lineOf(told));
        progress.showStep(told.step, told.steps, told.tokensPerSecond);
    };
    const auto end =
        training::trainReward(model,
                              pairs,
                              options.settings<training::RewardTrainSettings>(compute, description),
                              checkpoints,
                              options.resume,
                              work->token(),
                              report);
    if (end == training::TrainEnd::Stopped) {
        work->requirePrinted(goOn);
        leaveBar();
        tellStopped(options, step, steps);
        return interruptedExit;
    }
    if (step == 0) {
        tellDone(options, steps);
    }
    model.save(options.out);
    work->requirePrinted("");
    const bool stopped = work->token().stop_requested();
    work.reset();  // all is saved: a signal ends the measuring at once
    if (held.empty()) {
        return 0;
    }
    if (stopped) {
        return interruptedExit;  // all but the accuracy, which --resume measures
    }
    printLine(accuracyLine(model, held, options.seed));
    return 0;
}

Work declare(CLI::App& app) {
    auto arguments = std::make_shared<Arguments>();
    arguments->train.declare(app, "a file of pairs, or of groups with rewards", "pairs");
    auto* heldOut = app.add_option(
        "--held-out", arguments->heldOut, "a file, or a share of the prompts set apart");
    return [arguments, heldOut] {
        if (heldOut->count() > 0 && arguments->heldOut.empty()) {
            throw Error("--held-out", "is empty", "give a file or a share, or leave it out");
        }
        return trainReward(*arguments);
    };
}

}  // namespace

Command trainRewardCommand() {
    return {.name = "train-reward",
            .summary = "trains a reward model on pairs by Bradley-Terry",
            .declare = declare};
}

}  // namespace lire::app
