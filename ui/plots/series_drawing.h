// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/report/figure.h"
#include "ui/plots/custom_plot.h"
#include "ui/theme/palette.h"

namespace lire::ui {

/// The plottables of one series; the plot owns them.
struct DrawnSeries {
    QCPAbstractPlottable* main = nullptr;            ///< stands in the legend
    std::vector<QCPAbstractPlottable*> others = {};  ///< error bars, edges of bands, median
    QPen pen = {};                                   ///< of `main`, when not dimmed

    void setVisible(bool visible) const;
    /// 1: as drawn; below: another series is looked at.
    void setStrength(double opacity, double width) const;
};

/// Draws every series of `figure` anew, in its order: lines with bands as channel fill at 16 %,
/// curves and points with two error bars, bars, steps (a histogram's outline), violins (width 0.8),
/// guides. Returns one entry a series. Does not set ranges and does not replot. Thread: window.
std::vector<DrawnSeries> drawSeries(QCustomPlot& plot, const report::Figure& figure, Theme theme);

/// Bands that lie on each other (shares) are filled strongly instead of as an interval. Thread:
/// window.
void fillStacked(const std::vector<DrawnSeries>& drawn, Theme theme);

}  // namespace lire::ui
