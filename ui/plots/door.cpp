// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/door.h"

#include <QStringList>

namespace lire::ui {

std::optional<Door> doorOf(const QString& key) {
    const QStringList parts = key.split(QLatin1Char('|'));
    if (parts.size() != 4) {
        return {};
    }
    bool temperatureRead = false;
    bool stepRead = false;
    Door door{
        parts[0], parts[1], parts[2].toDouble(&temperatureRead), parts[3].toLongLong(&stepRead)};
    if (!temperatureRead || !stepRead) {
        return {};
    }
    return door;
}

}  // namespace lire::ui
