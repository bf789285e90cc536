// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "core/objectives/objective.h"

namespace lire::objectives {

/// Every objective, in the order in which the window lists them.
std::span<const ObjectiveKind> objectiveKinds();

/// Raises Error at `place` that names the nearest known one.
const ObjectiveKind& objectiveKind(std::string_view name, std::string_view place);

/// Builds an objective from its name and JSON options; errors stand at `place/options/NAME`
/// (unknown names at `place/objective`). Raises Error or Errors.
std::unique_ptr<Objective> makeObjective(std::string_view name,
                                         const nlohmann::json& options,
                                         std::string_view place);

}  // namespace lire::objectives
