// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lire::models {

/// A model that the set-up installs.
struct BuiltIn {
    std::string name = {};  ///< what the user writes
    std::string file = {};  ///< in the models' folder
    std::string title = {};
};

const std::vector<BuiltIn>& builtIns();

/// The name that was probably meant where `wrong` names no model.
std::string nearestBuiltIn(const std::string& wrong);

/// Where a built-in lies: $LIRE_MODELS, else $XDG_DATA_HOME/lire/models, else
/// ~/.local/share/lire/models. Empty for a name that is no built-in's.
std::optional<std::filesystem::path> builtInPath(const std::string& name);

}  // namespace lire::models
