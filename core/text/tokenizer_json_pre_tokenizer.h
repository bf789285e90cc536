// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/text/json_place.h"
#include "core/text/vocabulary.h"

namespace lire::text {

/// Reads "pre_tokenizer" into the vocabulary's patterns and addPrefixSpace. Raises Error for what
/// is not a sequence of Split (isolated), Digits and, last, ByteLevel. Thread: any.
void readPreTokenizer(const JsonPlace& preTokenizer, Vocabulary& vocabulary);

/// The "pre_tokenizer" that splits by these patterns. Thread: any.
nlohmann::json writePreTokenizer(const std::vector<std::string>& patterns, bool addPrefixSpace);

}  // namespace lire::text
