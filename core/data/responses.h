// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/data/group.h"
#include "core/text/token.h"

namespace lire::models {
struct ModelSource;
}

namespace lire::data {

/// Appends a response given as the model's ids; its text is what they decode to, with U+FFFD for
/// what is no UTF-8 (a draw may end within a character). All columns stay [M]: the responses before
/// it get what they lack of text, ids and source, and are finished where nothing was said; rewards
/// and log-probs, which the new one has not, go. Raises Error as responseTokens(). Thread: any.
void addResponse(CandidateGroup& group,
                 std::vector<text::TokenId> ids,
                 bool finished,
                 ResponseSource from,
                 const models::ModelSource& model);

/// Removes the responses with everything that says something of them; the prompt and its reference
/// answer stay. Thread: any.
void removeResponses(CandidateGroup& group);

}  // namespace lire::data
