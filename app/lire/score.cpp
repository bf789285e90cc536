// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/compute_options.h"
#include "app/lire/group_lists.h"
#include "app/lire/progress.h"
#include "app/lire/text/command.h"
#include "app/lire/text/output.h"
#include "app/lire/windows.h"
#include "core/data/write_groups.h"
#include "core/models/reward_model.h"

namespace lire::app {

namespace {

struct Arguments {
    std::string model = {};
    std::string groups = {};
    ComputeOptions compute = {};
};

/// A group's list with its reference answer, where it has one, as a last response.
models::TokenList listWithReference(const data::CandidateGroup& group,
                                    const models::ModelSource& source) {
    auto list = tokenList(group, source);
    for (auto& response : list.responses) {
        // The reward stands at the EOS, also for a response that was cut.
        if (source.eos && (response.empty() || response.back() != *source.eos)) {
            response.push_back(*source.eos);
        }
    }
    if (group.reference) {
        auto reference = source.tokenizer->encode(*group.reference);
        if (source.eos) {
            reference.push_back(*source.eos);
        }
        list.responses.push_back(std::move(reference));
    }
    return list;
}

int printScores(const Arguments& arguments) {
    const auto source = models::openModel(arguments.model);
    auto groups = readGroupsStrictly(arguments.groups);
    std::vector<models::TokenList> lists;
    for (const auto& group : groups) {
        // Ids are the policy's: a reward model reads the text by its own tokenizer.
        auto text = group;
        if (!text.responses.empty()) {
            text.responseIds.clear();
        }
        lists.push_back(listWithReference(text, *source));
    }
    const auto compute = arguments.compute.resolve(exactDtype);
    const models::RewardModel model(source, compute);
    Progress progress("scoring", arguments.compute.quiet);
    std::size_t next = 0;
    forEachWindow(
        lists, compute.tokensPerPass, progress, [&](std::span<const models::TokenList> part) {
            auto scores = model.scores(part);
            for (auto& rewards : scores) {
                auto& group = groups[next++];
                if (group.reference) {
                    group.referenceReward = rewards.back();
                    rewards.pop_back();
                }
                group.rewards = rewards;
                printLine(data::toJson(group));
            }
        });
    return 0;
}

Work declare(CLI::App& app) {
    auto arguments = std::make_shared<Arguments>();
    app.add_option("--reward-model", arguments->model, "a sequence classifier's folder")
        ->required();
    app.add_option("GROUPS", arguments->groups, "a file of groups")->required();
    arguments->compute.declare(app);
    return [arguments] { return printScores(*arguments); };
}

}  // namespace

Command scoreCommand() {
    return {
        .name = "score", .summary = "the groups with a reward model's rewards", .declare = declare};
}

}  // namespace lire::app
