// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/session.h"
#include "ui/window/command.h"

namespace lire::ui {

/// The selection as window.json keeps it; a filter of prompts is not kept.
nlohmann::json toJson(const Selection& selection);
/// The inverse; what is absent or of another type is left empty.
Selection selectionFromJson(const nlohmann::json& json);

/// A command for each prompt: chooses it and opens its responses.
std::vector<Command> promptCommands(Session& session,
                                    const std::vector<runs::PromptRecord>& prompts);

}  // namespace lire::ui
