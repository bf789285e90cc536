// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <iostream>
#include <optional>
#include <set>

#include "app/lire/group_lists.h"
#include "app/lire/interrupt.h"
#include "app/lire/out_folder.h"
#include "app/lire/progress.h"
#include "app/lire/text/command.h"
#include "app/lire/text/json_option.h"
#include "app/lire/text/output.h"
#include "app/lire/text/terminal_bar.h"
#include "app/lire/train_description.h"
#include "app/lire/train_options.h"
#include "core/data/pairs.h"
#include "core/error.h"
#include "core/models/causal_lm.h"
#include "core/objectives/registry.h"
#include "core/text/utf8.h"
#include "core/training/checkpoint.h"
#include "core/training/gradient_probe.h"
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
    tellCuts(groups, source, arguments.train.maxLength);
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

std::string joinedNames(bool (*wanted)(const objectives::ObjectiveKind&)) {
    std::string names;
    for (const auto& kind : objectives::objectiveKinds()) {
        if (wanted(kind)) {
            names += (names.empty() ? "" : ", ") + kind.name;
        }
    }
    return names;
}

void checkReference(const Arguments& arguments, const objectives::ObjectiveKind& kind) {
    if (!arguments.reference.empty() && !kind.needsReference) {
        throw Error("--reference",
                    "--objective " + kind.name + " reads no reference",
                    "leave it out, or give an objective that does: " +
                        joinedNames([](const auto& other) { return other.needsReference; }));
    }
}

/// A token's bytes or spelling; nothing of a row that pads the embedding.
std::optional<std::string> wordOf(const text::Tokenizer& tokenizer, text::TokenId id) {
    return static_cast<std::size_t>(id) < tokenizer.size() ? std::optional(tokenizer.tokenText(id))
                                                           : std::nullopt;
}

/// Raises Error unless each of the lists' ids is the same word to the reference. Rows that no list
/// names may differ: added tokens, padding.
void requireSameWords(const Queries& queries,
                      const models::ModelSource& model,
                      const models::ModelSource& reference) {
    std::set<text::TokenId> ids;
    for (const auto& query : queries) {
        ids.insert(query.list.prompt.begin(), query.list.prompt.end());
        for (const auto& response : query.list.responses) {
            ids.insert(response.begin(), response.end());
        }
    }
    for (const auto id : ids) {
        const auto word = wordOf(*model.tokenizer, id);
        if (id >= reference.config.vocabSize || wordOf(*reference.tokenizer, id) != word) {
            throw Error(reference.name,
                        "token " + std::to_string(id) +
                            (word ? ", \"" + text::toValidUtf8(*word) + "\"," : "") + " of " +
                            model.name + " is another one there, or none",
                        "give a reference that shares the model's tokenizer");
        }
    }
}

/// Raises Error where no list gives the objective a gradient; says how many give none.
void checkGradients(const Arguments& arguments,
                    const objectives::Objective& objective,
                    const Queries& queries) {
    const auto idle = std::count_if(queries.begin(), queries.end(), [&](const auto& query) {
        return !training::givesGradient(objective, query);
    });
    if (idle == 0) {
        return;
    }
    const auto& file = arguments.train.data;
    const std::string why =
        arguments.objective + " a gradient: one response alone, or rewards that are all equal";
    if (static_cast<std::size_t>(idle) == queries.size()) {
        throw Error(file, "no list gives " + why, "give lists with unequal rewards");
    }
    std::cerr << file << ": " << idle << " of " << queries.size() << " lists do not give " << why
              << '\n';
}

/// What --resume compares; see describeTraining().
training::Description describe(const Arguments& arguments,
                               const models::ModelSource& source,
                               const nlohmann::json& settings,
                               const Queries& queries) {
    const auto& options = arguments.train;
    auto description = describeTraining(options, source, arguments.adapter.empty());
    description.push_back(
        arguments.adapter.empty()
            ? training::DescribedSetting{.name = "--adapter", .value = "a new one"}
            : describeAdapter("--adapter", arguments.adapter));
    description.push_back({.name = "--objective", .value = arguments.objective});
    for (const auto& [name, value] : settings.items()) {
        description.push_back({.name = "--options/" + name, .value = settingText(value)});
    }
    description.push_back(
        arguments.reference.empty()
            ? training::DescribedSetting{.name = "--reference", .value = "the model itself"}
            : describeModel("--reference", *models::openModel(arguments.reference)));
    Digest digest;
    for (const auto& query : queries) {
        digest.add(query.list).add(query.rewards).add(std::to_string(query.sftIndex));
    }
    description.push_back(describeData(options, digest, std::to_string(queries.size()) + " lists"));
    return description;
}

/// r_j: the model without the adapter, or another one (`reference`; null: none is named).
void addReferences(models::CausalLm& policy,
                   const std::shared_ptr<const models::ModelSource>& reference,
                   bool quiet,
                   Queries& queries) {
    std::vector<models::TokenList> lists;
    for (const auto& query : queries) {
        lists.push_back(query.list);
    }
    std::optional<models::CausalLm> other;
    if (reference != nullptr) {
        other.emplace(reference, policy.compute());
    }
    Progress progress("reference log-probs", quiet);
    std::size_t told = 0;
    std::size_t tokens = 0;
    auto rows =
        training::referenceLogprobs(other ? *other : policy, lists, {}, [&](std::size_t done) {
            for (; told < done; ++told) {
                tokens += models::tokenCount(lists[told]);
            }
            progress.showLists(done, lists.size(), tokens);
        });
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

std::vector<NamedInput> inputsOf(const Arguments& arguments) {
    return {{.option = "--model", .path = arguments.train.model},
            {.option = "--adapter", .path = arguments.adapter},
            {.option = "--reference", .path = arguments.reference}};
}

void giveAdapter(const Arguments& arguments, models::CausalLm& policy) {
    if (!arguments.adapter.empty()) {
        policy.loadAdapter(arguments.adapter);
    } else if (!arguments.train.full) {
        policy.attachLora(arguments.train.lora, arguments.train.seed);
    }
}

void save(const models::CausalLm& policy, const TrainOptions& options) {
    if (options.full) {
        policy.saveMerged(options.out);
    } else {
        policy.saveAdapter(options.out, options.model);
    }
}

int train(const Arguments& arguments) {
    const auto& options = arguments.train;
    options.check();
    const auto& kind = objectives::objectiveKind(arguments.objective, "--objective");
    checkReference(arguments, kind);
    const auto given = jsonOption("--options", arguments.options);
    const auto settings = checkOptions(kind.options, given, "--options").json();
    const auto objective = objectives::makeObjective(arguments.objective, settings, "");
    checkTrainingFolder(options.out, inputsOf(arguments), options.resume);
    const auto source = models::openModel(options.model);
    std::shared_ptr<const models::ModelSource> reference;
    if (!arguments.reference.empty()) {
        reference = models::openModel(arguments.reference);
    }
    auto queries = readQueries(arguments, *source, kind);
    if (reference != nullptr) {
        requireSameWords(queries, *source, *reference);
    }
    checkGradients(arguments, *objective, queries);
    const auto description = describe(arguments, *source, settings, queries);
    const auto checkpoints = checkpointsIn(options.out);
    training::requireSameTraining(checkpoints, description);

    const auto compute = options.compute.resolve(fastDtype);
    models::CausalLm policy(source, compute, options.full);
    if (kind.needsReference) {
        // Before anything is trained: with --full there is no adapter to switch off later.
        addReferences(policy, reference, options.compute.quiet, queries);
    }
    giveAdapter(arguments, policy);
    training::Trainer trainer(policy, *objective, settings.value("temperature", 1.0), checkpoints);
    if (options.resume) {
        trainer.resume();
    }
    StoppableWork work;  // before there was nothing to save
    const auto steps = training::stepsFor(queries.size(), options.epochs, options.batch);
    Progress progress("training", options.compute.quiet);
    const auto report = [&](const training::StepReport& step) {
        work.print(lineOf(step));
        progress.showStep(step.step, step.steps, step.tokensPerSecond);
    };
    if (trainer.roundsDone() > 0) {
        tellDone(options, steps);
    } else if (trainer.train(queries,
                             options.settings<training::TrainSettings>(compute, description),
                             work.token(),
                             report) == training::TrainEnd::Stopped) {
        work.requirePrinted(goOn);
        leaveBar();
        tellStopped(options, trainer.step(), steps);
        return interruptedExit;
    }
    save(policy, options);
    work.requirePrinted("");
    return 0;
}

Work declare(CLI::App& app) {
    auto arguments = std::make_shared<Arguments>();
    arguments->train.declare(app, "a file of groups with rewards", "queries");
    app.add_option("--objective", arguments->objective, joinedNames([](const auto& /*any*/) {
                       return true;
                   }))
        ->required();
    app.add_option("--options", arguments->options, "the objective's options as JSON");
    auto* adapter = app.add_option("--adapter", arguments->adapter, "start from this PEFT adapter");
    adapter->excludes("--full");
    for (const auto* option : loraOptions) {  // the adapter brings its own
        adapter->excludes(app.get_option(option));
    }
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
