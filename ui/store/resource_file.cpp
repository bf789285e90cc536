// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/store/resource_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace lire::ui {

QString resourceFile(const QString& name) {
    const QString installed = QStringLiteral("/usr/share/lire");
    const QStringList folders = {
        QStringLiteral(LIRE_RESOURCES_DIR),
        QDir::cleanPath(QCoreApplication::applicationDirPath() + QStringLiteral("/../share/lire")),
        installed};
    for (const QString& folder : folders) {
        if (QFileInfo::exists(folder + QLatin1Char('/') + name)) {
            return folder + QLatin1Char('/') + name;
        }
    }
    return installed + QLatin1Char('/') + name;
}

}  // namespace lire::ui
