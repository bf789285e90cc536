// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <vector>

#include "core/report/figure.h"
#include "ui/plots/custom_plot.h"
#include "ui/theme/palette.h"

namespace lire::ui {

class HaloText;

/// The names at the curves' ends (bold, in the curve's colour) and the labels of a curve's first
/// and last point ("τ 0.3"; every point of a guide), with a halo, moved apart whenever the plot is
/// laid out anew; what has no place free of marks and other labels is left out. Needs the layers of
/// stylePlot(). Thread: window.
class CurveLabels final : public QObject {
    Q_OBJECT
public:
    explicit CurveLabels(QCustomPlot& plot);

    /// Makes the texts of `figure`; `hidden[i]` leaves series i out. `names`: false leaves the
    /// names at the ends out (a legend tells them). `stacked`: a name stands in the middle of its
    /// series' band, in the text's colour, as it then lies on the band's own.
    void show(const report::Figure& figure,
              Theme theme,
              bool names,
              const std::vector<bool>& hidden = {},
              bool stacked = false);
    /// Places of the texts now seen, pixels: what tests look at.
    std::vector<QRectF> places() const;

private:
    struct Label {
        HaloText* text = nullptr;
        std::vector<QPointF> points = {};  ///< data coordinates; the last ones in sight are named
        bool needed = true;
    };

    void add(const QString& text, const QColor& colour, bool name, std::vector<QPointF> points);
    void place();

    QCustomPlot& m_plot;
    Theme m_theme = Theme::Dark;
    std::vector<Label> m_labels;
    std::vector<QPointF> m_marks;  ///< data coordinates
};

}  // namespace lire::ui
