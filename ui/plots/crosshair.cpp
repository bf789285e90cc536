// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/crosshair.h"

#include <algorithm>
#include <cmath>

#include "ui/plots/figure_view.h"
#include "ui/plots/plot_style.h"
#include "ui/theme/fonts.h"

namespace lire::ui {
namespace {

QCPItemText* makeTag(QCustomPlot& plot) {
    auto* tag = new QCPItemText(&plot);
    tag->setLayer(QLatin1String(crosshairLayer));
    tag->setFont(textFont(11, QFont::Medium));
    tag->setPadding(QMargins(4, 1, 4, 1));
    tag->setClipToAxisRect(false);
    tag->setSelectable(false);
    tag->setVisible(false);
    return tag;
}

QCPItemStraightLine* makeLine(QCustomPlot& plot) {
    auto* line = new QCPItemStraightLine(&plot);
    line->setLayer(QLatin1String(crosshairLayer));
    line->setAntialiased(false);
    line->setSelectable(false);
    line->setVisible(false);
    return line;
}

std::optional<double> valueAt(const report::Series& series, double x) {
    if (series.x.empty() || series.y.size() != series.x.size()) {
        return {};
    }
    const auto distance = [x](double other) { return std::abs(other - x); };
    std::size_t best = 0;
    double least = series.x.front();
    double greatest = series.x.front();
    for (std::size_t index = 0; index < series.x.size(); ++index) {
        least = std::min(least, series.x[index]);
        greatest = std::max(greatest, series.x[index]);
        if (distance(series.x[index]) < distance(series.x[best])) {
            best = index;
        }
    }
    const auto gaps = static_cast<double>(series.x.size()) - 1.0;
    const double gap = (greatest - least) / std::max(1.0, gaps);
    if (x < least - gap / 2 || x > greatest + gap / 2 || !std::isfinite(series.y[best])) {
        return {};
    }
    return series.y[best];
}

}  // namespace

std::vector<std::optional<double>> valuesAt(const report::Figure& figure, double x) {
    std::vector<std::optional<double>> values;
    values.reserve(figure.series.size());
    for (const report::Series& series : figure.series) {
        values.push_back(valueAt(series, x));
    }
    return values;
}

Crosshair::Crosshair(QCustomPlot& plot)
    : QObject(&plot),
      m_plot(plot),
      m_vertical(makeLine(plot)),
      m_horizontal(makeLine(plot)),
      m_xTag(makeTag(plot)),
      m_yTag(makeTag(plot)) {
    // The tags hang at the axes, outside, where no mark is: one coordinate of the data, one of the
    // axis rectangle.
    m_xTag->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    m_xTag->setPositionAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_yTag->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
    m_yTag->position->setTypeY(QCPItemPosition::ptPlotCoords);
    m_yTag->setPositionAlignment(Qt::AlignRight | Qt::AlignVCenter);
    for (QCPItemPosition* end : {m_vertical->point1, m_vertical->point2}) {
        end->setTypeY(QCPItemPosition::ptAxisRectRatio);
    }
    for (QCPItemPosition* end : {m_horizontal->point1, m_horizontal->point2}) {
        end->setTypeX(QCPItemPosition::ptAxisRectRatio);
    }
}

void Crosshair::setTheme(Theme theme) {
    const Palette& colours = palette(theme);
    m_vertical->setPen(QPen(colours.muted, 1.0));
    m_horizontal->setPen(QPen(colours.muted, 1.0, Qt::DotLine));
    for (QCPItemText* tag : {m_xTag, m_yTag}) {
        tag->setColor(colours.text);
        tag->setBrush(colours.raised);
        tag->setPen(QPen(colours.border, 1.0));
    }
}

void Crosshair::showAt(double x) {
    m_place = x;
    QPen pen = m_horizontal->pen();
    pen.setStyle(Qt::SolidLine);
    m_vertical->setPen(pen);
    m_vertical->point1->setCoords(x, 0.0);
    m_vertical->point2->setCoords(x, 1.0);
    m_vertical->setVisible(true);
    for (QCPAbstractItem* item : {static_cast<QCPAbstractItem*>(m_horizontal),
                                  static_cast<QCPAbstractItem*>(m_xTag),
                                  static_cast<QCPAbstractItem*>(m_yTag)}) {
        item->setVisible(false);
    }
    draw();
}

void Crosshair::showCross(double x, double y, const QString& xTag, const QString& yTag) {
    m_place = x;
    m_vertical->point1->setCoords(x, 0.0);
    m_vertical->point2->setCoords(x, 1.0);
    m_horizontal->point1->setCoords(0.0, y);
    m_horizontal->point2->setCoords(1.0, y);
    m_vertical->setPen(m_horizontal->pen());
    m_xTag->position->setCoords(x, 1.0);
    m_yTag->position->setCoords(0.0, y);
    m_xTag->setText(xTag);
    m_yTag->setText(yTag);
    m_vertical->setVisible(true);
    m_horizontal->setVisible(true);
    m_xTag->setVisible(true);
    m_yTag->setVisible(true);
    draw();
}

void Crosshair::hide() {
    if (!m_place) {
        return;
    }
    m_place.reset();
    m_vertical->setVisible(false);
    m_horizontal->setVisible(false);
    m_xTag->setVisible(false);
    m_yTag->setVisible(false);
    draw();
}

void Crosshair::draw() {
    if (m_plot.isVisible()) {
        m_plot.layer(QLatin1String(crosshairLayer))->replot();
    }
}

void CrosshairLink::add(FigureView* view) {
    m_views.push_back(view);
    connect(view, &FigureView::crosshairMoved, this, [this, view](std::optional<double> x) {
        for (FigureView* other : m_views) {
            if (other != view) {
                other->showCrosshair(x);
            }
        }
    });
    connect(view, &FigureView::viewChanged, this, [this, view](bool chosen) {
        if (!m_linked || m_busy) {
            return;
        }
        m_busy = true;
        for (FigureView* other : m_views) {
            if (other != view) {
                other->setXRange(view->plot().xAxis->range(), chosen);
            }
        }
        m_busy = false;
    });
}

}  // namespace lire::ui
