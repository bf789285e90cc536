// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/group_lists.h"

#include "core/data/read_groups.h"
#include "core/data/token_lists.h"
#include "core/error.h"

namespace lire::app {

namespace {

std::vector<data::CandidateGroup> readStrictly(const std::string& file, bool needResponses) {
    // A duplicate has its line in the output like any other entry.
    auto result = data::readGroups(file, {.needResponses = needResponses, .dropDuplicates = false});
    if (!result.problems.empty()) {
        throw Error(result.problems.front());
    }
    return std::move(result.groups);
}

}  // namespace

std::vector<data::CandidateGroup> readGroupsStrictly(const std::string& file) {
    return readStrictly(file, true);
}

std::vector<data::CandidateGroup> readPromptsStrictly(const std::string& file) {
    return readStrictly(file, false);
}

models::TokenList tokenList(const data::CandidateGroup& group,
                            const models::ModelSource& source,
                            std::size_t maxLength) {
    return data::tokenList(group, source, maxLength);
}

std::vector<models::TokenList> tokenLists(const std::vector<data::CandidateGroup>& groups,
                                          const models::ModelSource& source,
                                          std::size_t maxLength) {
    std::vector<models::TokenList> lists;
    lists.reserve(groups.size());
    for (const auto& group : groups) {
        if (group.size() == 0) {
            throw Error(
                group.place(), "\"responses\" is empty", "every group needs at least one response");
        }
        lists.push_back(app::tokenList(group, source, maxLength));
    }
    return lists;
}

}  // namespace lire::app
