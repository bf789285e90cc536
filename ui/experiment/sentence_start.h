// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lire::ui {

/// Words that stand alone: their first letter is a capital. Thread: any.
inline QString asSentence(QString words) {
    if (!words.isEmpty()) {
        words[0] = words[0].toUpper();
    }
    return words;
}

}  // namespace lire::ui
