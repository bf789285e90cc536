// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QString>

#include "ui/theme/palette.h"

namespace lire::ui {

/// What an icon is painted with. `Text`: the text's colour, muted while disabled, the accent while
/// checked (state On).
enum class Ink { Text, Text2, Muted, Accent, White, Ok, Warn, Error };

/// An icon of resources/icons by its file name ("frontier"): strokes on a 24 grid, painted in the
/// palette's colour at the moment of painting, so a new theme needs no new icon. An unknown name
/// paints nothing. Thread: window.
QIcon icon(const QString& name, Ink ink = Ink::Text2);

/// The theme that the application's palette shows.
Theme paintedTheme();

}  // namespace lire::ui
