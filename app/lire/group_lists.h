// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/data/group.h"
#include "core/models/model_source.h"
#include "core/models/token_list.h"

namespace lire::app {

/// What the help says of a file that is read as groups.
inline constexpr const char* groupsFile = "a file of groups; - is standard input";

/// The groups of a file in any known format; "-" is standard input. Raises Error at the first
/// problem that makes an entry unusable: what a command prints must line up with its input. Says on
/// standard error how many entries repeat others; they stay, a line each.
std::vector<data::CandidateGroup> readGroupsStrictly(const std::string& file);

/// The same for a file whose groups need no responses.
std::vector<data::CandidateGroup> readPromptsStrictly(const std::string& file);

/// One group's prompt and responses as the model's token ids (CLI.md, "A group").
/// `maxLength` 0: as long as it is.
models::TokenList tokenList(const data::CandidateGroup& group,
                            const models::ModelSource& source,
                            std::size_t maxLength = 0);

/// The same for all groups, each with at least one response. Raises Error otherwise.
std::vector<models::TokenList> tokenLists(const std::vector<data::CandidateGroup>& groups,
                                          const models::ModelSource& source,
                                          std::size_t maxLength = 0);

/// Says on standard error what the limit of length cuts off; 0: nothing is cut. Tokenizes anew.
void tellCuts(const std::vector<data::CandidateGroup>& groups,
              const models::ModelSource& source,
              std::size_t maxLength);

}  // namespace lire::app
