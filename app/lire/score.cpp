// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>

#include "app/lire/compute_options.h"
#include "app/lire/group_lists.h"
#include "app/lire/progress.h"
#include "app/lire/text/command.h"
#include "app/lire/text/output.h"
#include "app/lire/windows.h"
#include "core/data/write_groups.h"
#include "core/error.h"
#include "core/evaluation/judge.h"
#include "core/models/open_tokenizer.h"
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
    if (group.reference) {
        list.responses.push_back(source.tokenizer->encode(*group.reference));
    }
    for (auto& response : list.responses) {
        evaluation::endWithEos(response, source);  // also one that was cut
    }
    return list;
}

/// What a group's ids are to the reward model: read as they are, unless what is known of their
/// policy says that its tokenizer is another one; then the text is read in their place.
class IdReader {
public:
    explicit IdReader(const models::ModelSource& source) : m_source(source) {}

    data::CandidateGroup read(const data::CandidateGroup& group) {
        auto result = group;
        const bool foreign =
            std::any_of(group.sources.begin(), group.sources.end(), [this](const auto& source) {
                return source.kind == "policy" && isForeign(source.policy);
            });
        if (foreign) {
            requireText(group);
            result.promptIds.clear();
            result.responseIds.clear();
        }
        return result;
    }

private:
    /// `policy`: "MODEL" or "MODEL + ADAPTER", as `lire sample` writes it; one that cannot be
    /// opened here tells nothing.
    bool isForeign(const std::string& policy) {
        const auto model = policy.substr(0, policy.find(" + "));
        const auto [known, isNew] = m_known.try_emplace(model, false);
        if (isNew && !model.empty()) {
            try {
                known->second =
                    !text::isSameTokenizer(*models::openTokenizer(model), *m_source.tokenizer);
            } catch (const Error&) {
                known->second = false;
            }
        }
        return known->second;
    }

    void requireText(const data::CandidateGroup& group) const {
        const auto* prompt = std::get_if<std::string>(&group.prompt);
        const bool noPrompt = prompt != nullptr && prompt->empty();
        if (noPrompt || group.responses.empty()) {
            throw Error(group.place(),
                        std::string(noPrompt ? "\"prompt\"" : "\"responses\"") +
                            " is missing, and the ids are of another tokenizer than " +
                            m_source.name + "'s",
                        "give the text beside the ids: lire detokenize --model POLICY");
        }
    }

    const models::ModelSource& m_source;
    std::map<std::string, bool> m_known;  ///< whether a policy's tokenizer is another one
};

int printScores(const Arguments& arguments) {
    const auto source = models::openModel(arguments.model);
    auto groups = readGroupsStrictly(arguments.groups);
    std::vector<models::TokenList> lists;
    lists.reserve(groups.size());
    IdReader ids(*source);
    for (const auto& group : groups) {
        lists.push_back(listWithReference(ids.read(group), *source));
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
    app.add_option("GROUPS", arguments->groups, groupsFile)->required();
    arguments->compute.declare(app);
    return [arguments] { return printScores(*arguments); };
}

}  // namespace

Command scoreCommand() {
    return {
        .name = "score", .summary = "the groups with a reward model's rewards", .declare = declare};
}

}  // namespace lire::app
