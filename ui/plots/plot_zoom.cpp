// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_zoom.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <cmath>

#include "ui/plots/plot_style.h"
#include "ui/theme/icon.h"

namespace lire::ui {
namespace {

constexpr double dragThreshold = 4.0;  // pixels: less is a click
constexpr int wheelPauseMs = 400;      // turns closer together are one step of the way back
constexpr std::size_t historyDepth = 100;

QCPRange scaledRange(const QCPAxis& axis, double factor, double centrePixel) {
    const double centre = axis.pixelToCoord(centrePixel);
    const QCPRange range = axis.range();
    if (axis.scaleType() == QCPAxis::stLogarithmic) {
        return {centre * std::pow(range.lower / centre, factor),
                centre * std::pow(range.upper / centre, factor)};
    }
    return {centre + (range.lower - centre) * factor, centre + (range.upper - centre) * factor};
}

}  // namespace

void ViewHistory::push(const PlotView& view) {
    if (m_back.size() == historyDepth) {
        m_back.erase(m_back.begin());
    }
    m_back.push_back(view);
    m_forward.clear();
}

PlotView ViewHistory::back(const PlotView& present) {
    if (m_back.empty()) {
        return present;
    }
    const PlotView found = m_back.back();
    m_back.pop_back();
    m_forward.push_back(present);
    return found;
}

PlotView ViewHistory::forward(const PlotView& present) {
    if (m_forward.empty()) {
        return present;
    }
    const PlotView found = m_forward.back();
    m_forward.pop_back();
    m_back.push_back(present);
    return found;
}

PlotZoom::PlotZoom(QCustomPlot& plot) : QObject(&plot), m_plot(plot) {
    m_box = new QCPItemRect(&plot);
    m_box->setLayer(QLatin1String(crosshairLayer));
    m_box->topLeft->setType(QCPItemPosition::ptAbsolute);
    m_box->bottomRight->setType(QCPItemPosition::ptAbsolute);
    m_box->setVisible(false);
    m_box->setSelectable(false);
    plot.installEventFilter(this);
}

PlotView PlotZoom::view() const {
    return {m_plot.xAxis->range(), m_plot.yAxis->range()};
}

void PlotZoom::setView(const PlotView& view) {
    m_plot.xAxis->setRange(view.x);
    m_plot.yAxis->setRange(view.y);
    m_chosen = true;
    Q_EMIT viewChanged();
    Q_EMIT replotWanted();
}

void PlotZoom::show(const PlotView& wanted) {
    m_history.push(view());
    setView(wanted);
}

void PlotZoom::showAll() {
    const PlotView before = view();
    m_chosen = false;
    Q_EMIT allWanted();
    if (!(view() == before)) {
        m_history.push(before);
    }
    Q_EMIT viewChanged();
    Q_EMIT replotWanted();
}

void PlotZoom::back() {
    if (m_history.canBack()) {
        setView(m_history.back(view()));
    }
}

void PlotZoom::forward() {
    if (m_history.canForward()) {
        setView(m_history.forward(view()));
    }
}

void PlotZoom::zoomBy(double factor) {
    const QPointF centre = QRectF(m_plot.axisRect()->rect()).center();
    show({scaledRange(*m_plot.xAxis, factor, centre.x()),
          scaledRange(*m_plot.yAxis, factor, centre.y())});
}

bool PlotZoom::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
        case QEvent::MouseButtonPress:
            return pressed(*static_cast<QMouseEvent*>(event));
        case QEvent::MouseMove:
            return moved(*static_cast<QMouseEvent*>(event));
        case QEvent::MouseButtonRelease:
            return released(*static_cast<QMouseEvent*>(event));
        case QEvent::MouseButtonDblClick: {
            bool taken = false;
            const auto& mouse = *static_cast<QMouseEvent*>(event);
            if (mouse.button() != Qt::LeftButton) {
                return false;
            }
            Q_EMIT doubleClicked(mouse.position(), taken);
            if (!taken) {
                showAll();
            }
            return true;
        }
        case QEvent::Wheel:
            return wheeled(*static_cast<QWheelEvent*>(event));
        case QEvent::KeyPress:
            return keyed(*static_cast<QKeyEvent*>(event), true);
        case QEvent::KeyRelease:
            return keyed(*static_cast<QKeyEvent*>(event), false);
        default:
            return QObject::eventFilter(watched, event);
    }
}

bool PlotZoom::pressed(const QMouseEvent& event) {
    if (event.button() == Qt::BackButton) {
        back();
    }
    if (event.button() == Qt::ForwardButton) {
        forward();
    }
    const bool pan =
        event.button() == Qt::MiddleButton || (event.button() == Qt::LeftButton && m_spaceHeld);
    if (!pan && event.button() != Qt::LeftButton) {
        return false;
    }
    if (!m_plot.axisRect()->rect().contains(event.pos())) {
        return false;
    }
    m_drag = pan ? Drag::Pan : Drag::Box;
    m_from = event.position();
    m_before = view();
    return false;
}

bool PlotZoom::moved(const QMouseEvent& event) {
    if (m_drag == Drag::None) {
        return false;
    }
    const QPointF to = event.position();
    if (m_drag == Drag::Box) {
        drawBox(QRectF(m_from, to).normalized());
        return true;
    }
    const auto shifted = [](const QCPAxis& axis, const QCPRange& range, double from, double now) {
        if (axis.scaleType() == QCPAxis::stLogarithmic) {
            const double factor = axis.pixelToCoord(from) / axis.pixelToCoord(now);
            return QCPRange(range.lower * factor, range.upper * factor);
        }
        return range + (axis.pixelToCoord(from) - axis.pixelToCoord(now));
    };
    m_plot.xAxis->setRange(shifted(*m_plot.xAxis, m_plot.xAxis->range(), m_from.x(), to.x()));
    m_plot.yAxis->setRange(shifted(*m_plot.yAxis, m_plot.yAxis->range(), m_from.y(), to.y()));
    m_from = to;
    m_chosen = true;
    Q_EMIT viewChanged();
    Q_EMIT replotWanted();
    return true;
}

bool PlotZoom::released(const QMouseEvent& event) {
    const Drag drag = m_drag;
    m_drag = Drag::None;
    if (drag == Drag::None) {
        return false;
    }
    if (drag == Drag::Pan) {
        if (!(m_before == view())) {
            m_history.push(m_before);
        }
        return true;
    }
    m_box->setVisible(false);
    const QRectF box = QRectF(m_from, event.position())
                           .normalized()
                           .intersected(QRectF(m_plot.axisRect()->rect()));
    Q_EMIT replotWanted();
    if (box.width() < dragThreshold && box.height() < dragThreshold) {
        return false;  // a click: the marks look at it
    }
    const PlotView part{
        QCPRange(m_plot.xAxis->pixelToCoord(box.left()), m_plot.xAxis->pixelToCoord(box.right())),
        QCPRange(m_plot.yAxis->pixelToCoord(box.bottom()), m_plot.yAxis->pixelToCoord(box.top()))};
    if (m_brushing && !m_zoomHeld) {
        Q_EMIT brushed(
            QRectF(QPointF(part.x.lower, part.y.lower), QPointF(part.x.upper, part.y.upper)),
            event.modifiers());
        return true;
    }
    // A flat or narrow box zooms the one axis that was meant.
    show({box.width() < dragThreshold ? m_plot.xAxis->range() : part.x,
          box.height() < dragThreshold ? m_plot.yAxis->range() : part.y});
    return true;
}

bool PlotZoom::wheeled(const QWheelEvent& event) {
    const double turns = event.angleDelta().y() / 120.0;
    if (turns == 0.0) {
        return false;
    }
    const QRect inside = m_plot.axisRect()->rect();
    const QPointF at = event.position();
    const bool alongX = at.x() >= inside.left();
    const bool alongY = at.y() <= inside.bottom();
    const double factor = std::pow(0.85, turns);
    if (!m_sinceWheel.isValid() || m_sinceWheel.elapsed() > wheelPauseMs) {
        m_history.push(view());
    }
    m_sinceWheel.restart();
    PlotView wanted = view();
    if (alongX) {
        wanted.x = scaledRange(*m_plot.xAxis, factor, at.x());
    }
    if (alongY) {
        wanted.y = scaledRange(*m_plot.yAxis, factor, at.y());
    }
    setView(wanted);
    return true;
}

bool PlotZoom::keyed(const QKeyEvent& event, bool down) {
    if (event.key() == Qt::Key_Space) {
        m_spaceHeld = down;
    }
    if (event.key() == Qt::Key_Z && event.modifiers() == Qt::NoModifier) {
        m_zoomHeld = down;
    }
    if (!down) {
        return false;
    }
    const bool alt = event.modifiers() == Qt::AltModifier;
    if (alt && event.key() == Qt::Key_Left) {
        back();
    } else if (alt && event.key() == Qt::Key_Right) {
        forward();
    } else if (event.key() == Qt::Key_0) {
        showAll();
    } else if (event.key() == Qt::Key_Plus || event.key() == Qt::Key_Equal) {
        zoomBy(0.8);
    } else if (event.key() == Qt::Key_Minus) {
        zoomBy(1.25);
    } else {
        return event.key() == Qt::Key_Space || event.key() == Qt::Key_Z;
    }
    return true;
}

void PlotZoom::drawBox(const QRectF& box) {
    const Palette& colours = palette(paintedTheme());
    const QRectF inside = box.intersected(QRectF(m_plot.axisRect()->rect()));
    m_box->setPen(QPen(colours.accent, 1.0));
    m_box->setBrush(withOpacity(colours.accent, 0.16));
    m_box->topLeft->setCoords(inside.topLeft());
    m_box->bottomRight->setCoords(inside.bottomRight());
    m_box->setVisible(true);
    m_plot.layer(QLatin1String(crosshairLayer))->replot();
}

}  // namespace lire::ui
