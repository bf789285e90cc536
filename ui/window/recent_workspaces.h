// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace lire::ui {

/// The workspaces opened lately, newest first, kept with the user's settings. Thread: window.
QStringList recentWorkspaces();
void rememberWorkspace(const QString& folder);

}  // namespace lire::ui
