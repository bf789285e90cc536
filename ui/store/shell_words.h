// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lire::ui {

/// A word as a POSIX shell reads it back: quoted where it has to be. Thread: any.
QString shellWord(const QString& word);

}  // namespace lire::ui
