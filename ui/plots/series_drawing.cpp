// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/series_drawing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <ranges>
#include <set>

#include "ui/plots/plot_style.h"
#include "ui/plots/violin_shape.h"

namespace lire::ui {
namespace {

using report::Figure;
using report::Mark;
using report::Series;

QVector<double> toQt(const std::vector<double>& values) {
    return {values.begin(), values.end()};
}

QVector<double> distances(const std::vector<double>& from, const std::vector<double>& to) {
    QVector<double> result(static_cast<qsizetype>(from.size()));
    for (std::size_t index = 0; index < from.size(); ++index) {
        result[static_cast<qsizetype>(index)] = std::abs(from[index] - to[index]);
    }
    return result;
}

/// Draws one figure's series into one plot.
class Drawing {
public:
    Drawing(QCustomPlot& plot, Theme theme) : m_plot(plot), m_theme(theme) {}

    DrawnSeries draw(const Series& series) {
        DrawnSeries drawn;
        drawn.pen = seriesPen(series, m_theme);
        if (series.mark == Mark::Line && !series.yLow.empty()) {
            addBand(series, drawn);
        }
        drawn.main = make(series, drawn);
        drawn.main->setName(QString::fromStdString(series.name));
        // Two guides of one name (both ends of a band) stand in the legend once.
        if (series.name.empty() || series.faint || !m_names.insert(series.name).second) {
            drawn.main->removeFromLegend();
        }
        const bool intervals =
            series.mark == Mark::Curve || series.mark == Mark::Points || series.mark == Mark::Bars;
        if (intervals && !series.yLow.empty()) {
            addErrors(series.y, series.yLow, series.yHigh, QCPErrorBars::etValueError, drawn);
        }
        // QCPBars offers no place beside its bars: it takes intervals of its height alone.
        if (intervals && series.mark != Mark::Bars && !series.xLow.empty()) {
            addErrors(series.x, series.xLow, series.xHigh, QCPErrorBars::etKeyError, drawn);
        }
        return drawn;
    }

private:
    QCPAbstractPlottable* make(const Series& series, DrawnSeries& drawn) {
        switch (series.mark) {
            case Mark::Curve:
            case Mark::Guide:
                return makeCurve(series, drawn);
            case Mark::Bars:
                return makeBars(series, drawn);
            case Mark::Violin:
                return makeViolin(series, drawn);
            case Mark::Line:
            case Mark::Points:
            case Mark::Steps:
                break;
        }
        return makeGraph(series, drawn);
    }

    QCPAbstractPlottable* makeGraph(const Series& series, const DrawnSeries& drawn) {
        QCPGraph* graph = m_plot.addGraph();
        graph->setData(toQt(series.x), toQt(series.y));
        graph->setPen(drawn.pen);
        graph->setAdaptiveSampling(true);
        if (series.mark == Mark::Points) {
            graph->setLineStyle(QCPGraph::lsNone);
            graph->setScatterStyle(seriesMark(series, m_theme, series.x.size() > 300 ? 5.0 : 7.0));
        } else if (series.mark == Mark::Steps) {
            graph->setLineStyle(QCPGraph::lsStepCenter);
            if (!series.x.empty() && series.binWidth > 0.0) {
                // An outline comes up from 0 and goes back to it.
                graph->addData(series.x.front() - series.binWidth, 0.0);
                graph->addData(series.x.back() + series.binWidth, 0.0);
            }
        } else if (series.x.size() == 1) {
            graph->setScatterStyle(
                seriesMark(series, m_theme, 5.0));  // a line of one point is unseen
        }
        return graph;
    }

    QCPAbstractPlottable* makeCurve(const Series& series, const DrawnSeries& drawn) {
        auto* curve = new QCPCurve(m_plot.xAxis, m_plot.yAxis);
        curve->setData(toQt(series.x), toQt(series.y));
        curve->setPen(drawn.pen);
        if (series.mark == Mark::Curve) {
            curve->setScatterStyle(seriesMark(series, m_theme));
        } else if (!series.labels.empty()) {
            curve->setScatterStyle({QCPScatterStyle::ssCircle, 4.0});
        }
        return curve;
    }

    QCPAbstractPlottable* makeBars(const Series& series, const DrawnSeries& drawn) {
        auto* bars = new QCPBars(m_plot.xAxis, m_plot.yAxis);
        bars->setData(toQt(series.x), toQt(series.y));
        bars->setWidth(series.binWidth > 0.0 ? series.binWidth : 0.7);
        QPen pen = drawn.pen;
        pen.setWidthF(1.0);
        pen.setStyle(Qt::SolidLine);
        bars->setPen(pen);
        // Bars of no method stand side by side: they differ by how full they are.
        static constexpr std::array fills = {0.85, 0.45, 0.15};
        const double fill = series.method.empty() ? fills.at(m_plainBars++ % fills.size()) : 0.55;
        bars->setBrush(withOpacity(drawn.pen.color(), fill));
        bars->setAntialiased(false);
        return bars;
    }

    QCPAbstractPlottable* makeViolin(const Series& series, DrawnSeries& drawn) {
        const double centre = series.x.empty() ? 0.0 : series.x.front();
        const std::vector<ViolinPoint> shape = violinShape(series.values);
        auto* curve = new QCPCurve(m_plot.xAxis, m_plot.yAxis);
        QVector<double> x;
        QVector<double> y;
        for (const ViolinPoint& point : shape) {
            x << centre + 0.4 * point.width, y << point.at;
        }
        for (const ViolinPoint& point : std::views::reverse(shape)) {
            x << centre - 0.4 * point.width, y << point.at;
        }
        if (!x.isEmpty()) {
            x << x.front(), y << y.front();
        }
        curve->setData(x, y);
        QPen pen = drawn.pen;
        pen.setWidthF(1.2);
        pen.setStyle(Qt::SolidLine);
        curve->setPen(pen);
        curve->setBrush(withOpacity(drawn.pen.color(), 0.30));
        if (!shape.empty()) {
            addQuartiles(series.values, centre, drawn);
        }
        return curve;
    }

    /// Median as a wide line, quartiles as a bar through the middle.
    void addQuartiles(const std::vector<double>& values, double centre, DrawnSeries& drawn) {
        auto* box = new QCPCurve(m_plot.xAxis, m_plot.yAxis);
        box->setData({centre, centre}, {quantile(values, 0.25), quantile(values, 0.75)});
        box->setPen(QPen(drawn.pen.color(), 4.0, Qt::SolidLine, Qt::FlatCap));
        auto* median = new QCPCurve(m_plot.xAxis, m_plot.yAxis);
        const double middle = quantile(values, 0.5);
        median->setData({centre - 0.12, centre + 0.12}, {middle, middle});
        median->setPen(QPen(palette(m_theme).text, 1.6, Qt::SolidLine, Qt::FlatCap));
        addOther(box, drawn);
        addOther(median, drawn);
    }

    void addBand(const Series& series, DrawnSeries& drawn) {
        QCPGraph* low = m_plot.addGraph();
        QCPGraph* high = m_plot.addGraph();
        low->setData(toQt(series.x), toQt(series.yLow));
        high->setData(toQt(series.x), toQt(series.yHigh));
        low->setPen(Qt::NoPen);
        high->setPen(Qt::NoPen);
        high->setBrush(withOpacity(drawn.pen.color(), 0.16));
        high->setChannelFillGraph(low);
        addOther(low, drawn);
        addOther(high, drawn);
    }

    void addErrors(const std::vector<double>& values,
                   const std::vector<double>& low,
                   const std::vector<double>& high,
                   QCPErrorBars::ErrorType type,
                   DrawnSeries& drawn) {
        auto* bars = new QCPErrorBars(m_plot.xAxis, m_plot.yAxis);
        bars->setErrorType(type);
        bars->setDataPlottable(drawn.main);
        bars->setData(distances(values, low), distances(values, high));
        // Over a filled bar its own colour would not be seen.
        const bool filled = qobject_cast<QCPBars*>(drawn.main) != nullptr;
        bars->setPen(
            QPen(filled ? palette(m_theme).text2 : withOpacity(drawn.pen.color(), 0.55), 1.2));
        bars->setWhiskerWidth(6.0);
        bars->setSymbolGap(filled ? 0.0 : 4.0);
        bars->setAntialiased(false);
        addOther(bars, drawn);
    }

    static void addOther(QCPAbstractPlottable* plottable, DrawnSeries& drawn) {
        plottable->removeFromLegend();
        drawn.others.push_back(plottable);
    }

    QCustomPlot& m_plot;
    Theme m_theme;
    std::size_t m_plainBars = 0;
    std::set<std::string> m_names;
};

}  // namespace

void DrawnSeries::setVisible(bool visible) const {
    main->setVisible(visible);
    for (QCPAbstractPlottable* other : others) {
        other->setVisible(visible);
    }
}

void DrawnSeries::setStrength(double opacity, double width) const {
    QPen changed = pen;
    changed.setColor(withOpacity(pen.color(), opacity * pen.color().alphaF()));
    changed.setWidthF(width);
    if (pen.style() != Qt::NoPen) {
        main->setPen(changed);
    }
    for (QCPAbstractPlottable* other : others) {
        if (qobject_cast<QCPErrorBars*>(other) != nullptr) {
            other->setPen(QPen(withOpacity(pen.color(), 0.55 * opacity), 1.2));
        }
    }
}

std::vector<DrawnSeries> drawSeries(QCustomPlot& plot, const Figure& figure, Theme theme) {
    plot.clearPlottables();
    plot.legend->clearItems();
    Drawing drawing(plot, theme);
    std::vector<DrawnSeries> drawn;
    drawn.reserve(figure.series.size());
    for (const Series& series : figure.series) {
        drawn.push_back(drawing.draw(series));
    }
    return drawn;
}

void fillStacked(const std::vector<DrawnSeries>& drawn, Theme theme) {
    for (const DrawnSeries& series : drawn) {
        for (QCPAbstractPlottable* other : series.others) {
            if (other->brush().style() != Qt::NoBrush) {
                other->setBrush(
                    withOpacity(series.pen.color(), theme == Theme::Dark ? 0.55 : 0.45));
            }
        }
    }
}

}  // namespace lire::ui
