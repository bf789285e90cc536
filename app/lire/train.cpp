// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "app/lire/group_lists.h"
#include "app/lire/interrupt.h"
#include "app/lire/progress.h"
#include "app/lire/text/command.h"
#include "app/lire/text/json_option.h"
#include "app/lire/text/output.h"
#include "app/lire/train_options.h"
#include "core/data/pairs.h"
#include "core/error.h"
#include "core/models/causal_lm.h"
#include "core/objectives/registry.h"
#include "core/training/trainer.h"

namespace lire::app {

namespace {

using Queries = std::vector<training::TrainingQuery>;

struct Arguments {
    TrainOptions train = {};
    std::string objective = {};
    std::string options = "{}";
    std::string adapter = {};
    std::string reference = {};
};

Queries readQueries(const Arguments& arguments,
                    const models::ModelSource& source,
                    const objectives::ObjectiveKind& kind) {
    const auto groups = readGroupsStrictly(arguments.train.data);
    const auto lists = tokenLists(groups, source, arguments.train.maxLength);
    Queries queries;
    for (std::size_t q = 0; q < groups.size(); ++q) {
        auto rewards = groups[q].rewards;
        if (rewards.empty() && kind.needsRewards) {
            throw Error(groups[q].place(),
                        "\"rewards\" is missing, and " + kind.name + " reads them",
                        "score the groups first: lire score --reward-model MODEL GROUPS.jsonl");
        }
        rewards.resize(lists[q].responses.size(), 0.0);
        queries.push_back({.list = lists[q],
                           .rewards = std::move(rewards),
                           .sftIndex = data::sftIndex(groups[q])});
    }
    return queries;
}

/// r_j: the model without the adapter, or another one.
void addReferences(const Arguments& arguments,
                   models::CausalLm& policy,
                   const models::Compute& compute,
                   Queries& queries) {
    std::vector<models::TokenList> lists;
    for (const auto& query : queries) {
        lists.push_back(query.list);
    }
    std::vector<std::vector<double>> rows;
    Progress progress("reference log-probs", arguments.train.compute.quiet);
    if (arguments.reference.empty()) {
        rows = training::referenceLogprobs(policy, lists, {}, [&](std::size_t done) {
            progress.show(static_cast<double>(done) / static_cast<double>(lists.size()), "");
        });
    } else {
        const models::CausalLm reference(models::openModel(arguments.reference), compute);
        rows = reference.logprobs(lists).sums;
    }
    for (std::size_t q = 0; q < queries.size(); ++q) {
        queries[q].referenceLogprobs = std::move(rows[q]);
    }
}

nlohmann::json lineOf(const training::StepReport& step) {
    return {{"step", step.step},
            {"steps", step.steps},
            {"epoch", step.epoch},
            {"loss", step.loss},
            {"reward_mean", step.rewardMean},
            {"max_probability", step.maxProbability},
            {"effective_candidates", step.effectiveCandidates},
            {"gradient_weight", step.gradientWeight},
            {"gradient_norm", step.gradientNorm},
            {"learning_rate", step.learningRate},
            {"logprob_mean", step.logprobMean},
            {"response_tokens", step.responseTokens},
            {"tokens", step.tokens},
            {"tokens_per_second", step.tokensPerSecond},
            {"peak_bytes", step.peakBytes}};
}

int train(const Arguments& arguments) {
    const auto& options = arguments.train;
    options.check();
    const auto& kind = objectives::objectiveKind(arguments.objective, "--objective");
    const auto settings = jsonOption("--options", arguments.options);
    const auto objective = objectives::makeObjective(arguments.objective, settings, "--options");
    const auto source = models::openModel(options.model);
    auto queries = readQueries(arguments, *source, kind);
    const auto stop = stopOnInterrupt();
    const auto compute = options.compute.resolve(fastDtype);
    models::CausalLm policy(source, compute, options.full);
    if (kind.needsReference) {
        // Before anything is trained: with --full there is no adapter to switch off later.
        addReferences(arguments, policy, compute, queries);
    }
    if (!arguments.adapter.empty()) {
        policy.loadAdapter(arguments.adapter);
    } else if (!options.full) {
        policy.attachLora(options.lora, options.seed);
    }
    const std::filesystem::path out = options.out;
    training::Trainer trainer(
        policy, *objective, settings.value("temperature", 1.0), out / "checkpoints");
    if (options.resume) {
        trainer.resume();
    }
    Progress progress("training", options.compute.quiet);
    if (trainer.roundsDone() == 0) {
        const auto end = trainer.train(
            queries,
            {.epochs = options.epochs,
             .batch = options.batch,
             .learningRate = options.rate(),
             .warmupShare = options.warmup,
             .tokensPerPass = compute.tokensPerPass,
             .checkpointEvery = options.checkpointEvery,
             .seed = options.seed},
            stop,
            [&](const training::StepReport& step) {
                printLine(lineOf(step));
                progress.show(static_cast<double>(step.step) / static_cast<double>(step.steps),
                              std::to_string(std::lround(step.tokensPerSecond)) + " tokens/s");
            });
        if (end == training::TrainEnd::Stopped) {
            return interruptedExit;
        }
    }
    if (options.full) {
        policy.saveMerged(out);
    } else {
        policy.saveAdapter(out, options.model);
    }
    return 0;
}

Work declare(CLI::App& app) {
    auto arguments = std::make_shared<Arguments>();
    arguments->train.declare(app);
    app.add_option(
           "--objective", arguments->objective, "lire, sft, dpo, dpo-pl, pro, rrhf, slic or pg")
        ->required();
    app.add_option("--options", arguments->options, "the objective's options as JSON");
    app.add_option("--adapter", arguments->adapter, "start from this PEFT adapter")
        ->excludes("--full");
    app.add_option("--reference", arguments->reference, "another reference model");
    return [arguments] { return train(*arguments); };
}

}  // namespace

Command trainCommand() {
    return {.name = "train",
            .summary = "trains a policy on groups with rewards, one line a step",
            .declare = declare};
}

}  // namespace lire::app
