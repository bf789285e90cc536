// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/data/entry_fields.h"
#include "core/data/group.h"

namespace lire::data {

/// A human's choice between two answers as a group of two: chosen first, rewards 1 and 0 unless the
/// entry scores them (`score_chosen`, `score_rejected`), the chosen answer as reference. The
/// entry's `id` and the fields that were not asked for yet go along: call this last. Raises Error
/// where only one of the scores is there. Thread: any.
CandidateGroup humanPair(EntryFields& fields,
                         std::variant<std::string, std::vector<text::ChatMessage>> prompt,
                         std::string chosen,
                         std::string rejected);

/// Two conversations that end in an assistant's turn each and are the same before it, as a pair.
/// Raises Error at the entry's place where they are not.
CandidateGroup pairOfConversations(EntryFields& fields,
                                   std::vector<text::ChatMessage> chosen,
                                   std::vector<text::ChatMessage> rejected);

}  // namespace lire::data
