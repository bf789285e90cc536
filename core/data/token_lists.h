// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/data/group.h"
#include "core/text/token.h"

namespace lire::models {
struct ModelSource;
struct TokenList;
}  // namespace lire::models

namespace lire::data {

/// The prompt's ids: `promptIds` as they are, messages by the model's template with the generation
/// prompt, a string raw (BOS only as the tokenizer itself adds it). Raises Error at the group's
/// place: empty, an id outside the vocabulary, messages without a template.
std::vector<text::TokenId> promptTokens(const CandidateGroup& group,
                                        const models::ModelSource& source);

/// A response given as text, with the EOS where it finished; `responseIds` as they are.
std::vector<text::TokenId> responseTokens(const CandidateGroup& group,
                                          std::size_t index,
                                          const models::ModelSource& source);

/// What a length limit did to one list.
struct Cuts {
    bool prompt = false;        ///< the prompt lost its beginning (its end is kept)
    std::size_t responses = 0;  ///< responses cut at the limit: never given an EOS
};

/// Prompt and responses, at most `maxLength` tokens of a prompt with its longest response (0: no
/// limit). An over-long prompt keeps its end; where a response alone leaves no room for half the
/// limit of prompt, it is cut. Raises Error as promptTokens(), and where the model's dynamic RoPE
/// ends before a sequence does.
models::TokenList tokenList(const CandidateGroup& group,
                            const models::ModelSource& source,
                            std::size_t maxLength = 0,
                            Cuts* cuts = nullptr);

/// A pair as a reward model reads it: tokenList() with the EOS, at which the reward stands, behind
/// each response, cut or not. Nothing where both come out the same: they have one reward, and what
/// would be learned is rounding.
std::optional<models::TokenList> rewardPairList(const CandidateGroup& pair,
                                                const models::ModelSource& source,
                                                std::size_t maxLength);

/// What a length limit did to many lists.
struct CutCounts {
    std::size_t prompts = 0;    ///< that lost their beginning
    std::size_t ofPrompts = 0;  ///< all
    std::size_t responses = 0;  ///< that lost their end
    std::size_t ofResponses = 0;
    std::string first = {};  ///< file:line of the first group that lost something
};

/// Tokenizes the groups to count what tokenList() cuts at `maxLength`. Raises Error as it does.
CutCounts countCuts(std::span<const CandidateGroup> groups,
                    const models::ModelSource& source,
                    std::size_t maxLength);

/// "over-long entries: 3 of 8 prompts lose their beginning, 1 of 16 responses its end, the first in
/// pairs.jsonl:2"; empty where nothing was cut.
std::string inWords(const CutCounts& counts);

}  // namespace lire::data
