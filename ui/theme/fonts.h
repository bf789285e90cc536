// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

namespace lire::ui {

/// The setting Text size, 1.0 to 1.5: how much larger than drawn every text and control is. Read
/// from the application's font, so that it is kept in one place. Thread: window.
double textScale();
/// A length of the drawn design at the present text size, in pixels.
int scaled(double pixels);

/// Inter, of the size in pixels at text size 100 % (13: body, 12: dense, 11: caption and axis).
QFont textFont(double pixels = 13.0, QFont::Weight weight = QFont::Normal);
/// JetBrains Mono: code, and every number that stands in a column.
QFont numberFont(double pixels = 12.0, QFont::Weight weight = QFont::Normal);

}  // namespace lire::ui
