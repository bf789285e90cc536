// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace lire::app {

/// Creates the folder that an option names, where it is absent. Raises Error at the option: a path
/// that can be no folder is wrong input, a full disk is not.
void makeFolder(const std::string& option, const std::filesystem::path& folder);

}  // namespace lire::app
