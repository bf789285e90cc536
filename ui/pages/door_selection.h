// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>

#include "ui/session.h"

namespace lire::ui {

/// What is chosen once a mark was opened: its run, policy, temperature and step, with all prompts.
/// Absent for a key that names no door (ui/plots/door.h). Thread: window.
std::optional<Selection> selectionBehind(const QString& key, Selection current);

}  // namespace lire::ui
