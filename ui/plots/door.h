// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>

namespace lire::ui {

/// What stands behind a mark, read from its key "RUN|POLICY|TEMPERATURE|STEP".
struct Door {
    QString run = {};
    QString policy = {};
    double temperature = 1.0;
    qint64 step = 0;
};

/// Absent for a text that is no such key. Thread: any.
std::optional<Door> doorOf(const QString& key);

}  // namespace lire::ui
