// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/data/group.h"
#include "core/error.h"

namespace lire::data {

/// How a file is read.
struct ReadSettings {
    std::string format = {};     ///< of formats.h; empty: recognized by the first entry
    bool needResponses = true;   ///< an entry without responses is a problem
    bool dropDuplicates = true;  ///< the same prompt with the same responses again is left out
};

/// What became of a file's entries: entries = kept + empty + duplicates + unreadable.
struct ReadCounts {
    std::size_t entries = 0;
    std::size_t kept = 0;
    std::size_t empty = 0;  ///< nothing in prompt or responses
    std::size_t duplicates = 0;
    std::size_t unreadable = 0;  ///< no JSON, or not the format's fields
    std::size_t repeated = 0;    ///< of the kept: the same again, where duplicates stay
};

struct ReadResult {
    std::vector<CandidateGroup> groups = {};
    std::string format = {};
    ReadCounts counts = {};
    std::vector<Error> problems = {};  ///< one an entry left out, place file:line
    std::string firstRepeat = {};      ///< "line 7 repeats line 3"; empty where none is repeated
};

/// Reads a JSON-lines file (also .gz, also one JSON array) of groups in any known format. Entries
/// that cannot be used are left out and reported. Ids are unique in the result: an entry without
/// one gets its line's number. Raises Error where the file itself cannot be read, holds no entry of
/// a known format or one id twice, or `stop` was requested.
/// Thread: any.
ReadResult readGroups(const std::filesystem::path& file,
                      const ReadSettings& settings = {},
                      const std::stop_token& stop = {},
                      const std::function<void(double fraction)>& progress = {});

}  // namespace lire::data
