// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace lire::ui {

/// Draws every figure of a run's report (report::reportFigures) into OUT/pictures: ID-light.svg and
/// .png, ID-dark.png, each with its legend, and its caption as foot line. Where OUT/report.html
/// exists, also OUT/report.pdf. Needs a QApplication (any platform, offscreen too). Returns 0.
/// Raises Error for an unknown run and where OUT cannot be written. Thread: window.
int renderRun(const std::filesystem::path& workspace,
              const std::string& run,
              const std::filesystem::path& out);

}  // namespace lire::ui
