// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ctime>
#include <filesystem>
#include <string>
#include <string_view>

namespace lire::runs {

/// Where the database of a workspace lies.
std::filesystem::path databaseFile(const std::filesystem::path& workspace);

/// runs/ID under the workspace. Raises Error, Blame::Input, where the id is no plain name (it could
/// lead out of the workspace). Thread: any.
std::filesystem::path runFolderPath(const std::filesystem::path& workspace, const std::string& run);

/// An id from local time and name: "20261125-101500-demo". The name's letters and digits of ASCII
/// are kept in lower case, the rest becomes dashes; at most 40 characters of it. Thread: any.
std::string runId(std::time_t time, std::string_view name);

}  // namespace lire::runs
