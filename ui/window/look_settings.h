// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "ui/theme/palette.h"

namespace lire::ui {

/// Theme and text size as the user left them, kept with the user's settings. Thread: window.
/// Nothing stored: the window is as the desktop.
std::optional<Theme> storedTheme();
/// 1.0 to 1.5.
double storedTextScale();
void storeLook(Theme theme, double scale);

/// The desktop's theme: Qt 6.4 tells none, so the lightness of its palette says it. To be asked
/// before applyTheme() has replaced that palette.
Theme desktopTheme();

}  // namespace lire::ui
