// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPen>

#include "core/report/figure.h"
#include "ui/plots/custom_plot.h"
#include "ui/theme/palette.h"

namespace lire::ui {

/// Names of the plot's layers, lowest first; crosshair is buffered: it is drawn alone.
inline constexpr auto labelLayer = "labels";
inline constexpr auto crosshairLayer = "crosshair";

/// Sets what no figure changes: ground, layers, fonts, grid, two axes, caching of drawn labels.
/// Call again after a change of theme. Thread: window.
void stylePlot(QCustomPlot& plot, Theme theme);

/// Title (elided where it does not fit), ticks, named ticks and scale of one axis that is about
/// `pixels` long. Thread: window.
void styleAxis(QCPAxis& axis, const report::Axis& wish, bool logarithmic, int pixels);

/// A series' line: its method's colour and dash, 1.8 px; a raw trace 1 px at 35 %.
QPen seriesPen(const report::Series& series, Theme theme);

/// A series' mark: its method's, and for a variant the same open (half filled or circled where the
/// method's own is open).
QCPScatterStyle seriesMark(const report::Series& series, Theme theme, double size = 7.0);

/// Paints a series' mark beside a name: legends, lists, tables.
void drawSeriesMark(QPainter& painter,
                    const report::Series& series,
                    Theme theme,
                    const QPointF& at);

/// `colour` with an opacity between 0 and 1.
QColor withOpacity(QColor colour, double opacity);

}  // namespace lire::ui
