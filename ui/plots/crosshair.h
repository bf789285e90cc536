// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <optional>
#include <vector>

#include "core/report/figure.h"
#include "ui/plots/custom_plot.h"
#include "ui/theme/palette.h"

namespace lire::ui {

/// Each series' y at the point nearest to `x`; absent where the series has no point within its own
/// reach (the line ends before x by more than half a gap). Thread: any.
std::vector<std::optional<double>> valuesAt(const report::Figure& figure, double x);

/// The crosshair of one plot: a line at x, dotted where a cross with tags on the axes is wanted. On
/// a buffered layer of its own: moving it redraws nothing else. Thread: window.
class Crosshair final : public QObject {
    Q_OBJECT
public:
    explicit Crosshair(QCustomPlot& plot);

    void setTheme(Theme theme);
    /// A line at `x`, data coordinates.
    void showAt(double x);
    /// A cross at a mark, with a tag on each axis.
    void showCross(double x, double y, const QString& xTag, const QString& yTag);
    void hide();
    std::optional<double> place() const { return m_place; }

private:
    void draw();

    QCustomPlot& m_plot;
    QCPItemStraightLine* m_vertical = nullptr;
    QCPItemStraightLine* m_horizontal = nullptr;
    QCPItemText* m_xTag = nullptr;
    QCPItemText* m_yTag = nullptr;
    std::optional<double> m_place;
};

class FigureView;

/// Plots with one x axis: the crosshair of one stands in all, and while linked() also the x range.
/// Thread: window.
class CrosshairLink final : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    void add(FigureView* view);
    void setLinked(bool linked) { m_linked = linked; }
    bool linked() const { return m_linked; }

private:
    std::vector<FigureView*> m_views;
    bool m_linked = true;
    bool m_busy = false;
};

}  // namespace lire::ui
