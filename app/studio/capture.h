// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lire::studio {

/// Draws every page of a workspace into PNG files, 1440 x 900 light and dark, 1280 x 720 dark and
/// 1024 x 640 light: FOLDER/PAGE-THEME.png, FOLDER/PAGE-1280x720-dark.png,
/// FOLDER/PAGE-1024x640-light.png. Waits for each page until it is settled.
/// Starts nothing and changes nothing in the workspace. Gives the exit code.
/// Raises lire::Error where the workspace cannot be read or a picture not be written.
/// Thread: window.
int capturePages(const QString& workspace, const QString& folder);

}  // namespace lire::studio
