// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/look_settings.h"

#include <QSettings>
#include <algorithm>

#include "ui/theme/icon.h"

namespace lire::ui {

std::optional<Theme> storedTheme() {
    const QString stored = QSettings().value(QStringLiteral("theme")).toString();
    if (stored == QLatin1String("dark")) {
        return Theme::Dark;
    }
    if (stored == QLatin1String("light")) {
        return Theme::Light;
    }
    return {};
}

double storedTextScale() {
    return std::clamp(QSettings().value(QStringLiteral("textScale"), 1.0).toDouble(), 1.0, 1.5);
}

void storeLook(Theme theme, double scale) {
    QSettings settings;
    settings.setValue(QStringLiteral("theme"),
                      theme == Theme::Dark ? QStringLiteral("dark") : QStringLiteral("light"));
    settings.setValue(QStringLiteral("textScale"), scale);
}

Theme desktopTheme() {
    return paintedTheme();
}

}  // namespace lire::ui
