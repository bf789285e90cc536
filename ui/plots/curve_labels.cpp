// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/curve_labels.h"

#include <algorithm>
#include <cmath>
#include <ranges>

#include "ui/plots/halo_text.h"
#include "ui/plots/label_places.h"
#include "ui/plots/plot_style.h"

namespace lire::ui {

using report::Mark;

namespace {

constexpr std::size_t anchorsAName = 8;  // of a long line the newest points are enough
constexpr double markReach = 5.0;        // pixels from a mark's middle that stay free
constexpr double once = 48.0;            // pixels: points so near share one label of one text

/// A series' points (or the middle of its band), the end at the right last: that is where its name
/// has room. Ends alone of curves; a guide may leave the plot before its end.
std::vector<QPointF> pointsOf(const report::Series& series, bool middle) {
    std::vector<QPointF> points;
    for (std::size_t point = 0; point < std::min(series.x.size(), series.y.size()); ++point) {
        points.emplace_back(series.x[point],
                            middle && point < series.yLow.size()
                                ? (series.yLow[point] + series.yHigh[point]) / 2.0
                                : series.y[point]);
    }
    if (points.size() > 1 && points.front().x() > points.back().x()) {
        std::reverse(points.begin(), points.end());
    }
    return points;
}

/// An outline is named where it is highest.
QPointF peakOf(const report::Series& series) {
    const auto top = std::max_element(series.y.begin(), series.y.end());
    return {series.x.at(static_cast<std::size_t>(top - series.y.begin())), *top};
}

/// Whether a share's layer is thick enough at its end to be told from a line.
bool isSeen(const report::Series& series) {
    return series.yLow.empty() || series.yHigh.back() - series.yLow.back() > 0.005;
}

}  // namespace

CurveLabels::CurveLabels(QCustomPlot& plot) : QObject(&plot), m_plot(plot) {
    connect(&plot, &QCustomPlot::afterLayout, this, &CurveLabels::place);
}

void CurveLabels::show(const report::Figure& figure,
                       Theme theme,
                       bool names,
                       const std::vector<bool>& hidden,
                       bool stacked) {
    for (const Label& label : m_labels) {
        m_plot.removeItem(label.text);
    }
    m_labels.clear();
    m_marks.clear();
    m_theme = theme;
    const Palette& colours = palette(theme);
    for (std::size_t index = 0; index < figure.series.size(); ++index) {
        const report::Series& series = figure.series[index];
        const bool open =
            series.mark != Mark::Bars && series.mark != Mark::Points && series.mark != Mark::Violin;
        if ((index < hidden.size() && hidden[index]) || !open || series.x.empty() || series.faint) {
            continue;
        }
        if (names && !series.name.empty()) {
            const QColor colour = series.mark == Mark::Guide ? colours.text2
                                  : stacked                  ? colours.text
                                                             : seriesPen(series, theme).color();
            if (series.mark == Mark::Steps) {
                add(QString::fromStdString(series.name), colour, true, {peakOf(series)});
            } else if (!stacked || isSeen(series)) {
                add(QString::fromStdString(series.name), colour, true, pointsOf(series, stacked));
            }
        }
        if (series.mark == Mark::Curve) {
            for (std::size_t point = 0; point < series.x.size(); ++point) {
                m_marks.emplace_back(series.x[point], series.y[point]);
            }
        }
    }
    // The points' own labels come after all names: they give way.
    for (std::size_t index = 0; index < figure.series.size(); ++index) {
        const report::Series& series = figure.series[index];
        if ((index < hidden.size() && hidden[index]) || series.labels.size() != series.x.size()) {
            continue;
        }
        if (series.mark != Mark::Curve && series.mark != Mark::Guide) {
            continue;
        }
        for (std::size_t point = 0; point < series.x.size(); ++point) {
            const bool end = point == 0 || point + 1 == series.x.size();
            if (series.mark == Mark::Guide || end) {
                add(QString::fromStdString(series.labels[point]),
                    colours.muted,
                    false,
                    {QPointF(series.x[point], series.y[point])});
            }
        }
    }
}

void CurveLabels::add(const QString& text,
                      const QColor& colour,
                      bool name,
                      std::vector<QPointF> points) {
    std::erase_if(points, [](const QPointF& point) {
        return !std::isfinite(point.x()) || !std::isfinite(point.y());
    });
    if (text.isEmpty() || points.empty()) {
        return;
    }
    auto* item = new HaloText(m_plot, text, colour, name ? 11.0 : 10.0, name);
    item->setHalo(palette(m_theme).plot);
    m_labels.push_back({item, std::move(points), name});
}

void CurveLabels::place() {
    const QRectF area = m_plot.axisRect()->rect();
    const QRectF sight = area.adjusted(-2, -2, 2, 2);  // a point on the edge is in sight
    const auto pixels = [this](const QPointF& point) {
        return QPointF(m_plot.xAxis->coordToPixel(point.x()),
                       m_plot.yAxis->coordToPixel(point.y()));
    };
    std::vector<LabelWish> wishes;
    std::vector<HaloText*> texts;
    for (const Label& label : m_labels) {
        std::vector<QPointF> seen;
        for (const QPointF& point : std::views::reverse(label.points)) {
            if (seen.size() == anchorsAName) {
                break;
            }
            const QPointF at = pixels(point);
            if (sight.contains(at)) {
                seen.push_back(at);
            }
        }
        const bool told = !label.needed && !seen.empty() && [&] {
            for (std::size_t other = 0; other < texts.size(); ++other) {
                const QPointF away = wishes[other].anchor - seen.front();
                if (texts[other]->text() == label.text->text() &&
                    QPointF::dotProduct(away, away) < once * once) {
                    return true;
                }
            }
            return false;
        }();
        label.text->setVisible(!seen.empty() && !told);
        if (seen.empty() || told) {
            continue;
        }
        wishes.push_back({seen.front(),
                          label.text->extent(),
                          label.needed,
                          std::vector<QPointF>(seen.begin() + 1, seen.end())});
        texts.push_back(label.text);
    }
    std::vector<QRectF> marks;
    for (const QPointF& mark : m_marks) {
        const QRectF reach(pixels(mark) - QPointF(markReach, markReach),
                           2.0 * QSizeF(markReach, markReach));
        if (reach.intersects(area)) {
            marks.push_back(reach);
        }
    }
    const std::vector<QRectF> found = placeLabels(wishes, area, marks);
    for (std::size_t index = 0; index < found.size(); ++index) {
        texts[index]->setVisible(!found[index].isNull());
        texts[index]->put(found[index]);
    }
}

std::vector<QRectF> CurveLabels::places() const {
    std::vector<QRectF> seen;
    for (const Label& label : m_labels) {
        if (label.text->visible()) {
            seen.push_back(label.text->place());
        }
    }
    return seen;
}

}  // namespace lire::ui
