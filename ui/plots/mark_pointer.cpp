// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/mark_pointer.h"

#include <QMouseEvent>

#include "ui/plots/crosshair.h"
#include "ui/plots/number_text.h"
#include "ui/plots/plot_style.h"
#include "ui/plots/series_drawing.h"

namespace lire::ui {
namespace {

constexpr double reach = 14.0;       // pixels from the cursor to a mark
constexpr double clickLength = 4.0;  // pixels: what moves further is a drag

}  // namespace

MarkPointer::MarkPointer(QCustomPlot& plot,
                         const report::Figure& figure,
                         const std::vector<bool>& hidden,
                         std::vector<DrawnSeries>& drawn)
    : m_plot(plot),
      m_figure(figure),
      m_hidden(hidden),
      m_drawn(drawn),
      m_crosshair(new Crosshair(plot)),
      m_rings(plot) {}

MarkPointer::~MarkPointer() = default;

void MarkPointer::setTheme(Theme theme) {
    m_crosshair->setTheme(theme);
    m_rings.setTheme(theme);
}

void MarkPointer::figureChanged() {
    m_hovered.reset();
    m_chosen = markOfKey(m_figure, m_selectedKey.toStdString());
}

void MarkPointer::redraw() {
    choose(m_chosen, false);
}

void MarkPointer::follow(const QEvent& event) {
    switch (event.type()) {
        case QEvent::MouseMove: {
            const auto& mouse = static_cast<const QMouseEvent&>(event);
            if (mouse.buttons() == Qt::NoButton) {
                hoverAt(mouse.position());
            }
            return;
        }
        case QEvent::Leave:
            leave();
            return;
        case QEvent::MouseButtonPress:
            m_pressed = static_cast<const QMouseEvent&>(event).position();
            return;
        case QEvent::MouseButtonRelease:
            released(static_cast<const QMouseEvent&>(event));
            return;
        default:
            return;
    }
}

void MarkPointer::released(const QMouseEvent& mouse) {
    const bool click = (mouse.position() - m_pressed).manhattanLength() < clickLength;
    if (mouse.button() != Qt::LeftButton || !click) {
        return;
    }
    if (const auto mark = markAt(mouse.position())) {
        choose(mark, true);
    }
}

bool MarkPointer::keyPressed(int key) {
    switch (key) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            open(m_chosen);
            return true;
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_Tab:
        case Qt::Key_Backtab: {
            const bool tab = key == Qt::Key_Tab || key == Qt::Key_Backtab;
            const auto next = steppedMark(m_figure, m_chosen, key, m_hidden);
            // Without a chosen point, and past the last series, Tab goes on to the next widget.
            if (!next || (tab && !m_chosen)) {
                return false;
            }
            choose(next, true);
            return true;
        }
        default:
            return false;
    }
}

bool MarkPointer::openAt(const QPointF& place) {
    return open(markAt(place));
}

bool MarkPointer::open(std::optional<MarkPlace> mark) {
    const QString key = mark ? keyOfMark(m_figure, *mark) : QString();
    if (!key.isEmpty()) {
        Q_EMIT activated(key);
    }
    return !key.isEmpty();
}

std::optional<MarkPlace> MarkPointer::markAt(const QPointF& place) const {
    const ToPixels toPixels = [this](double x, double y) {
        return QPointF(m_plot.xAxis->coordToPixel(x), m_plot.yAxis->coordToPixel(y));
    };
    return nearestMark(m_figure, toPixels, place, reach, m_hidden);
}

void MarkPointer::hoverAt(const QPointF& place) {
    if (!m_plot.axisRect()->rect().contains(place.toPoint())) {
        leave();
        return;
    }
    const auto mark = markAt(place);
    if (m_crosshairShown) {
        Q_EMIT crosshairMoved(m_plot.xAxis->pixelToCoord(place.x()));
    }
    if (mark == m_hovered) {
        return;
    }
    m_hovered = mark;
    const bool curve = mark && m_figure.series[mark->series].mark == report::Mark::Curve;
    emphasize(curve ? std::optional(mark->series) : std::nullopt);
    m_rings.hover(curve ? std::optional(QPointF(m_figure.series[mark->series].x[mark->point],
                                                m_figure.series[mark->series].y[mark->point]))
                        : std::nullopt);
    Q_EMIT readingChanged(mark ? sentenceOfMark(m_figure, *mark) : QString());
    m_plot.layer(QLatin1String(crosshairLayer))->replot();
}

void MarkPointer::leave() {
    if (m_crosshair->place()) {
        Q_EMIT crosshairMoved({});
    }
    if (!m_hovered) {
        return;
    }
    m_hovered.reset();
    m_rings.hover({});
    emphasize({});
    Q_EMIT readingChanged({});
}

void MarkPointer::emphasize(std::optional<std::size_t> chosen) {
    std::size_t curves = 0;
    for (const report::Series& series : m_figure.series) {
        curves += series.mark == report::Mark::Curve ? 1U : 0U;
    }
    // Fewer plottables than series: the figure is newer, and drawn anew in a moment.
    if (curves < 2 || m_drawn.size() != m_figure.series.size()) {
        return;
    }
    for (std::size_t index = 0; index < m_drawn.size(); ++index) {
        if (m_figure.series[index].mark == report::Mark::Curve) {
            m_drawn[index].setStrength(!chosen || *chosen == index ? 1.0 : 0.35,
                                       chosen && *chosen == index ? 2.6 : 1.8);
        }
    }
    Q_EMIT replotWanted();
}

void MarkPointer::choose(std::optional<MarkPlace> mark, bool tell) {
    m_chosen = mark;
    const bool seen = mark && mark->series < m_figure.series.size() &&
                      mark->point < m_figure.series[mark->series].y.size();
    if (!seen) {
        m_rings.select({});
        return;
    }
    const report::Series& series = m_figure.series[mark->series];
    const double x = series.x[mark->point];
    const double y = series.y[mark->point];
    m_rings.select(QPointF(x, y));
    if (series.mark == report::Mark::Curve) {
        m_crosshair->showCross(x, y, shortNumber(x), shortNumber(y));
    }
    if (!tell) {
        return;
    }
    m_selectedKey = keyOfMark(m_figure, *mark);
    Q_EMIT readingChanged(sentenceOfMark(m_figure, *mark));
    Q_EMIT markChosen(mark->series, mark->point);
    if (!m_selectedKey.isEmpty()) {
        Q_EMIT selected(m_selectedKey);
    }
    Q_EMIT replotWanted();
}

void MarkPointer::setSelectedKey(const QString& key) {
    m_selectedKey = key;
    const auto mark = markOfKey(m_figure, key.toStdString());
    if (!mark) {
        m_crosshair->hide();
    }
    choose(mark, false);
    Q_EMIT replotWanted();
}

}  // namespace lire::ui
