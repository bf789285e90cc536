// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/json_text.h"

namespace lire::experiment {

/// The experiment as its file's text: keys in the order of the form, short lists in one line.
/// Thread: any.
std::string experimentText(const nlohmann::json& experiment);

/// Why a text is no experiment's, before its keys are looked at: no JSON, or no object. Empty where
/// it is one. Thread: any.
std::optional<JsonFault> textFault(std::string_view text);

/// The experiment with each path that is relative to `folder`, and exists there, as a whole path.
nlohmann::json withWholePaths(const nlohmann::json& experiment,
                              const std::filesystem::path& folder);

}  // namespace lire::experiment
