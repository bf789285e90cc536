// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lire::ui {

/// Keys that a part of the window takes itself, and what they do: for the sheet of shortcuts.
struct KeyHint {
    QString keys = {};  ///< "J K": a word a key
    QString words = {};
};

}  // namespace lire::ui
