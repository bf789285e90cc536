// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <functional>
#include <optional>
#include <vector>

#include "core/report/figure.h"
#include "ui/plots/custom_plot.h"
#include "ui/theme/palette.h"

namespace lire::ui {

/// One mark of a figure: point `point` of series `series`.
struct MarkPlace {
    std::size_t series = 0;
    std::size_t point = 0;
    bool operator==(const MarkPlace&) const = default;
};

/// From data coordinates to pixels.
using ToPixels = std::function<QPointF(double x, double y)>;

/// The mark nearest to `place` (pixels) within `reach`, or the bar that holds it; of lines the
/// points. Guides and faint traces have no marks. Thread: any.
std::optional<MarkPlace> nearestMark(const report::Figure& figure,
                                     const ToPixels& toPixels,
                                     const QPointF& place,
                                     double reach,
                                     const std::vector<bool>& hidden = {});

/// The mark a key press leads to: Right and Left step through a series' points, Up and Down and Tab
/// change to the nearest point of the next or former series with marks. Absent: there is none (Tab
/// leaves the plot). Thread: any.
std::optional<MarkPlace> steppedMark(const report::Figure& figure,
                                     std::optional<MarkPlace> from,
                                     int key,
                                     const std::vector<bool>& hidden = {});

/// The mark with that key; absent for an empty or unknown one. Thread: any.
std::optional<MarkPlace> markOfKey(const report::Figure& figure, const std::string& key);

/// A mark's door; empty where it has none. Thread: any.
QString keyOfMark(const report::Figure& figure, MarkPlace mark);

/// A mark in words: "LIRE, τ 0.7: KL 5.20 (4.95 to 5.45), win rate 77.4 (75.8 to 79.0)". Thread:
/// any.
QString sentenceOfMark(const report::Figure& figure, MarkPlace mark);

/// The rings of a plot: one around the mark under the cursor, one around the selected. Thread:
/// window.
class MarkRings final {
public:
    explicit MarkRings(QCustomPlot& plot);
    void setTheme(Theme theme);
    void hover(std::optional<QPointF> at);
    void select(std::optional<QPointF> at);

private:
    QCPItemTracer* m_hover = nullptr;
    QCPItemTracer* m_selected = nullptr;
};

}  // namespace lire::ui
