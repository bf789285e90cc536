// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

namespace lire::experiment {

/// The experiment as its file's text: keys in the order of the form, short lists in one line.
/// Thread: any.
std::string experimentText(const nlohmann::json& experiment);

/// The experiment with each path that is relative to `folder`, and exists there, as a whole path.
nlohmann::json withWholePaths(const nlohmann::json& experiment,
                              const std::filesystem::path& folder);

}  // namespace lire::experiment
