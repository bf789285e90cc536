// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <optional>

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
#include "core/text/utf8.h"

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

/// What a group's ids are to the reward model: read as they are where their policy is known to have
/// its tokenizer, or nothing is known but that they decode to the text beside them. Else the text
/// is read in their place: a wrong reward looks like any other.
class IdReader {
public:
    explicit IdReader(const models::ModelSource& source) : m_source(source) {}

    data::CandidateGroup read(const data::CandidateGroup& group) {
        auto result = group;
        if (areForeign(group)) {
            requireText(group);
            result.promptIds.clear();
            result.responseIds.clear();
        }
        return result;
    }

private:
    enum class Whose { Unknown, Ours, Others };

    bool areForeign(const data::CandidateGroup& group) {
        if (group.promptIds.empty() && group.responseIds.empty()) {
            return false;
        }
        bool allOurs = !group.sources.empty();
        for (const auto& source : group.sources) {
            const auto whose =
                source.kind == "policy" ? tokenizerOf(source.policy) : Whose::Unknown;
            if (whose == Whose::Others) {
                return true;
            }
            allOurs = allOurs && whose == Whose::Ours;
        }
        return !allOurs && !spellTheText(group);
    }

    /// `policy`: "MODEL" or "MODEL + ADAPTER", as `lire sample` writes it; one that cannot be
    /// opened here (another folder, another machine) tells nothing.
    Whose tokenizerOf(const std::string& policy) {
        const auto model = policy.substr(0, policy.find(" + "));
        const auto [known, isNew] = m_known.try_emplace(model, Whose::Unknown);
        if (isNew && !model.empty()) {
            try {
                const bool same =
                    text::isSameTokenizer(*models::openTokenizer(model), *m_source.tokenizer);
                known->second = same ? Whose::Ours : Whose::Others;
            } catch (const Error&) {
                known->second = Whose::Unknown;
            }
        }
        return known->second;
    }

    /// Whether nothing beside the ids contradicts them. A prompt of messages is compared where no
    /// response tells: its ids hold the contents.
    bool spellTheText(const data::CandidateGroup& group) const {
        bool told = false;
        for (std::size_t j = 0; j < std::min(group.responses.size(), group.responseIds.size());
             ++j) {
            if (decoded(group.responseIds[j], true) != group.responses[j]) {
                return false;
            }
            told = true;
        }
        if (told || group.promptIds.empty()) {
            return true;
        }
        if (const auto* text = std::get_if<std::string>(&group.prompt)) {
            return text->empty() || decoded(group.promptIds, true) == *text;
        }
        const auto& messages = std::get<std::vector<text::ChatMessage>>(group.prompt);
        const auto prompt = decoded(group.promptIds, false);
        return prompt && std::all_of(messages.begin(), messages.end(), [&](const auto& message) {
                   return prompt->find(message.content) != std::string::npos;
               });
    }

    /// As `lire sample` writes a response; nothing where an id is none of this tokenizer.
    std::optional<std::string> decoded(std::span<const text::TokenId> ids, bool skipSpecial) const {
        const auto size = m_source.tokenizer->size();
        if (std::any_of(ids.begin(), ids.end(), [size](text::TokenId id) {
                return id < 0 || static_cast<std::size_t>(id) >= size;
            })) {
            return std::nullopt;
        }
        return text::toValidUtf8(m_source.tokenizer->decode(ids, skipSpecial));
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
    std::map<std::string, Whose> m_known;  ///< tokenizers by model
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
