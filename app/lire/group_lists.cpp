// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/group_lists.h"

#include <iostream>

#include "core/data/read_groups.h"
#include "core/data/token_lists.h"
#include "core/error.h"

namespace lire::app {

namespace {

std::vector<data::CandidateGroup> readStrictly(const std::string& name, bool needResponses) {
    const std::string file = name == "-" ? "/dev/stdin" : name;
    // A duplicate has its line in the output like any other entry.
    auto result = data::readGroups(file, {.needResponses = needResponses, .dropDuplicates = false});
    if (!result.problems.empty()) {
        throw Error(result.problems.front());
    }
    if (const auto repeated = result.counts.repeated; repeated > 0) {
        std::cerr << file << ": " << repeated << " of " << result.counts.entries
                  << " entries are there already: " << result.firstRepeat
                  << (repeated > 1 ? ", and so on" : "") << '\n';
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

void tellCuts(const std::vector<data::CandidateGroup>& groups,
              const models::ModelSource& source,
              std::size_t maxLength) {
    const auto words = data::inWords(data::countCuts(groups, source, maxLength));
    if (!words.empty()) {
        std::cerr << words << "; raise --max-length (" << maxLength << "), or shorten them\n";
    }
}

}  // namespace lire::app
