// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/data/group.h"

namespace lire::data {

/// A format of data files: how one entry (a JSON object) becomes a group.
struct DataFormat {
    std::string_view name = {};
    std::string_view title = {};    ///< for the window
    std::string_view summary = {};  ///< the fields that it reads
    /// Whether an entry looks like this format. At most one format should recognize an entry; where
    /// two do, the one listed first is taken.
    bool (*recognizes)(const nlohmann::json& entry) = nullptr;
    /// Raises Error at `place` where a field is missing or of the wrong type. Emptiness is no error
    /// here. Fields that the format does not know go to `unknown`; file and line are the caller's.
    CandidateGroup (*read)(const nlohmann::json& entry, const std::string& place) = nullptr;
};

/// Every format, in the order in which they are tried. Thread: any.
std::span<const DataFormat> dataFormats();

/// Raises Error at `place` that names the nearest known one.
const DataFormat& dataFormat(std::string_view name, std::string_view place);

}  // namespace lire::data
