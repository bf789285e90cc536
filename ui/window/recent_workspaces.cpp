// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/recent_workspaces.h"

#include <QDir>
#include <QSettings>

namespace lire::ui {

namespace {

constexpr int most = 8;
const QString key = QStringLiteral("recentWorkspaces");

}  // namespace

QStringList recentWorkspaces() {
    QStringList folders = QSettings().value(key).toStringList();
    folders.removeIf([](const QString& folder) { return !QDir(folder).exists(); });
    return folders;
}

void rememberWorkspace(const QString& folder) {
    QStringList folders = recentWorkspaces();
    folders.removeAll(folder);
    folders.prepend(folder);
    QSettings().setValue(key, folders.mid(0, most));
}

}  // namespace lire::ui
