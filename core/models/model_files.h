// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

namespace lire::models {

/// The files of a model's folder, of a GGUF file or of an adapter's folder that opening and loading
/// it read, by name, as far as they are there: configuration, words and template, weights. Raises
/// Error where the index of sharded weights is damaged. Thread: any.
std::vector<std::filesystem::path> modelFiles(const std::filesystem::path& model);

}  // namespace lire::models
