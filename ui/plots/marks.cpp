// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/marks.h"

#include <cmath>

#include "ui/plots/number_text.h"
#include "ui/plots/plot_style.h"

namespace lire::ui {
namespace {

using report::Figure;
using report::Mark;
using report::Series;

bool hasMarks(const Figure& figure, std::size_t index, const std::vector<bool>& hidden) {
    const Series& series = figure.series[index];
    return !(index < hidden.size() && hidden[index]) && !series.faint && !series.x.empty() &&
           series.x.size() == series.y.size() && series.mark != Mark::Guide &&
           series.mark != Mark::Violin;
}

std::size_t nearestInX(const Series& series, double x) {
    std::size_t best = 0;
    for (std::size_t point = 1; point < series.x.size(); ++point) {
        if (std::abs(series.x[point] - x) < std::abs(series.x[best] - x)) {
            best = point;
        }
    }
    return best;
}

/// "KL" of "KL from the reference (nats per response)".
QString shortTitle(const report::Axis& axis) {
    const QString title = QString::fromStdString(axis.title);
    return title.section(QLatin1Char('('), 0, 0).section(QLatin1Char(','), 0, 0).trimmed();
}

QString withInterval(double value,
                     const std::vector<double>& low,
                     const std::vector<double>& high,
                     std::size_t point) {
    QString text = shortNumber(value);
    if (point < low.size() && point < high.size()) {
        text +=
            QStringLiteral(" (%1 to %2)").arg(shortNumber(low[point]), shortNumber(high[point]));
    }
    return text;
}

}  // namespace

std::optional<MarkPlace> nearestMark(const Figure& figure,
                                     const ToPixels& toPixels,
                                     const QPointF& place,
                                     double reach,
                                     const std::vector<bool>& hidden) {
    std::optional<MarkPlace> best;
    double least = reach * reach;
    for (std::size_t index = 0; index < figure.series.size(); ++index) {
        if (!hasMarks(figure, index, hidden)) {
            continue;
        }
        const Series& series = figure.series[index];
        const bool bars = series.mark == Mark::Bars || series.mark == Mark::Steps;
        for (std::size_t point = 0; point < series.x.size(); ++point) {
            const double half = (series.binWidth > 0.0 ? series.binWidth : 0.7) / 2.0;
            if (bars) {
                const QRectF bar = QRectF(toPixels(series.x[point] - half, series.y[point]),
                                          toPixels(series.x[point] + half, 0.0))
                                       .normalized();
                if (bar.contains(place) && !best) {
                    best = MarkPlace{index, point};
                }
                continue;
            }
            const QPointF away = toPixels(series.x[point], series.y[point]) - place;
            const double distance = QPointF::dotProduct(away, away);
            if (distance <= least) {
                least = distance;
                best = MarkPlace{index, point};
            }
        }
    }
    return best;
}

std::optional<MarkPlace> steppedMark(const Figure& figure,
                                     std::optional<MarkPlace> from,
                                     int key,
                                     const std::vector<bool>& hidden) {
    std::vector<std::size_t> series;
    for (std::size_t index = 0; index < figure.series.size(); ++index) {
        if (hasMarks(figure, index, hidden)) {
            series.push_back(index);
        }
    }
    if (series.empty()) {
        return {};
    }
    if (!from || from->series >= figure.series.size()) {
        return MarkPlace{series.front(), 0};
    }
    const Series& present = figure.series[from->series];
    if (key == Qt::Key_Right || key == Qt::Key_Left) {
        if (key == Qt::Key_Right && from->point + 1 < present.x.size()) {
            return MarkPlace{from->series, from->point + 1};
        }
        if (key == Qt::Key_Left && from->point > 0) {
            return MarkPlace{from->series, from->point - 1};
        }
        return from;
    }
    const auto found = std::find(series.begin(), series.end(), from->series);
    if (found == series.end()) {
        return MarkPlace{series.front(), 0};
    }
    const bool forward = key == Qt::Key_Tab || key == Qt::Key_Down;
    if (forward ? found + 1 == series.end() : found == series.begin()) {
        return key == Qt::Key_Up || key == Qt::Key_Down ? from : std::nullopt;
    }
    const std::size_t next = forward ? *(found + 1) : *(found - 1);
    const std::size_t point = from->point < present.x.size() ? from->point : 0;
    return MarkPlace{next, nearestInX(figure.series[next], present.x[point])};
}

std::optional<MarkPlace> markOfKey(const Figure& figure, const std::string& key) {
    if (key.empty()) {
        return {};
    }
    for (std::size_t series = 0; series < figure.series.size(); ++series) {
        for (std::size_t point = 0; point < figure.series[series].keys.size(); ++point) {
            if (figure.series[series].keys[point] == key) {
                return MarkPlace{series, point};
            }
        }
    }
    return {};
}

QString keyOfMark(const Figure& figure, MarkPlace mark) {
    if (mark.series >= figure.series.size() ||
        mark.point >= figure.series[mark.series].keys.size()) {
        return {};
    }
    return QString::fromStdString(figure.series[mark.series].keys[mark.point]);
}

QString sentenceOfMark(const Figure& figure, MarkPlace mark) {
    if (mark.series >= figure.series.size() || mark.point >= figure.series[mark.series].x.size()) {
        return {};
    }
    const Series& series = figure.series[mark.series];
    QString text = QString::fromStdString(series.name);
    if (mark.point < series.labels.size() && !series.labels[mark.point].empty()) {
        text += (text.isEmpty() ? QString() : QStringLiteral(", ")) +
                QString::fromStdString(series.labels[mark.point]);
    }
    if (!text.isEmpty()) {
        text += QStringLiteral(": ");
    }
    QString x = withInterval(series.x[mark.point], series.xLow, series.xHigh, mark.point);
    for (const auto& [place, name] : figure.x.ticks) {
        if (std::abs(place - series.x[mark.point]) < 0.5) {
            x = QString::fromStdString(name);
        }
    }
    return text +
           QStringLiteral("%1 %2, %3 %4")
               .arg(shortTitle(figure.x),
                    x,
                    shortTitle(figure.y),
                    withInterval(series.y[mark.point], series.yLow, series.yHigh, mark.point))
               .trimmed();
}

MarkRings::MarkRings(QCustomPlot& plot)
    : m_hover(new QCPItemTracer(&plot)), m_selected(new QCPItemTracer(&plot)) {
    for (QCPItemTracer* ring : {m_hover, m_selected}) {
        ring->setLayer(QLatin1String(crosshairLayer));
        ring->setStyle(QCPItemTracer::tsCircle);
        ring->setBrush(Qt::NoBrush);
        ring->setSelectable(false);
        ring->setVisible(false);
    }
    m_hover->setSize(14.0);
    m_selected->setSize(20.0);
}

void MarkRings::setTheme(Theme theme) {
    const Palette& colours = palette(theme);
    m_hover->setPen(QPen(colours.accent, 1.6));
    m_selected->setPen(QPen(theme == Theme::Dark ? QColor(Qt::white) : QColor(Qt::black), 2.0));
}

void MarkRings::hover(std::optional<QPointF> at) {
    m_hover->setVisible(at.has_value());
    if (at) {
        m_hover->position->setCoords(*at);
    }
}

void MarkRings::select(std::optional<QPointF> at) {
    m_selected->setVisible(at.has_value());
    if (at) {
        m_selected->position->setCoords(*at);
    }
}

}  // namespace lire::ui
