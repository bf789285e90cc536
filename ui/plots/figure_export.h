// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QSize>
#include <filesystem>

#include "core/report/figure.h"
#include "ui/theme/palette.h"

namespace lire::ui {

/// How a figure is drawn for a page of paper or a report.
struct ExportOptions {
    QSize size = {640, 400};  ///< of the drawing, pixels of 1/96 inch
    double scale = 2.0;       ///< PNG: pixels a drawn pixel
    Theme theme = Theme::Light;
    bool logX = false;
    bool logY = false;
    bool stacked = false;   ///< shares: fill between successive lines
    std::string foot = {};  ///< run ids, beside the figure's own caption
};

/// Draws a figure as an image with title, legend and foot line. Thread: window.
QImage figureImage(const report::Figure& figure, const ExportOptions& options);

/// Writes a figure by the file's ending: .png, .svg, .pdf (drawn, legend on, the caption as foot
/// line and in the metadata), .csv (report::csv), .tex (a pgfplots axis that compiles alone in a
/// document with \usepackage{pgfplots}). Raises Error for another ending or a file that cannot be
/// written. Thread: window.
void exportFigure(const report::Figure& figure,
                  const std::filesystem::path& file,
                  const ExportOptions& options = {});

/// The figure as a pgfplots axis. Thread: any.
QString pgfplotsText(const report::Figure& figure, const ExportOptions& options);

}  // namespace lire::ui
