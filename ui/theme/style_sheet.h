// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "ui/theme/palette.h"

class QApplication;
class QWidget;

namespace lire::ui {

/// The window's one style sheet. Widgets ask for a look by dynamic properties, set before they are
/// shown:
///     QFrame        panel = true            a panel: ground, hairline, radius 8
///     QFrame        note  = info|ok|warn|error   a coloured ground for a message
///     QFrame        line  = true            a hairline of one pixel
///     QFrame        ring  = off|on          room for the ring of the focus, and the ring
///     QLabel        kind  =
///     title|big|heading|section|text2|muted|caption|number|code|error|warn|ok QLabel        chip
///     = info|ok|warn|error|plain   a state as a word QPushButton   kind  =
///     primary|quiet|link|small QToolButton   kind  = quiet|segment|handle QProgressBar  kind  =
///     thin
/// `scale`: textScale(). All lengths grow with it.
QString styleSheet(const Palette& colours, Theme theme, double scale);

/// Fusion, the palette, the fonts and the style sheet for the whole program; called again for
/// another theme or text size (1.0 to 1.5). Thread: window.
void applyTheme(QApplication& application, Theme theme, double scale = 1.0);

/// Sets a property of the list above on a widget that is already shown, and has it painted anew.
void restyle(QWidget* widget, const char* property, const QString& value);

}  // namespace lire::ui
