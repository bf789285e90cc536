// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

namespace lire::models {

/// A text file of a model's folder. Raises Error where it cannot be read. Thread: any.
std::string readModelText(const std::filesystem::path& path);

/// The same where it holds one JSON object. Raises Error where it does not, with the line where it
/// is no JSON.
nlohmann::json readModelJson(const std::filesystem::path& path);

}  // namespace lire::models
