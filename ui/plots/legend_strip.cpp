// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/legend_strip.h"

#include <QMouseEvent>
#include <QPainter>
#include <cmath>

#include "ui/plots/number_text.h"
#include "ui/plots/plot_style.h"
#include "ui/theme/fonts.h"

namespace lire::ui {
namespace {

constexpr int lineWidth = 22;
constexpr int inner = 6;
constexpr int between = 14;

QString valueText(const std::optional<double>& value) {
    return value ? shortNumber(*value) : QString();
}

}  // namespace

LegendStrip::LegendStrip(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setToolTip(tr("Click hides a series, with Alt all others"));
}

void LegendStrip::setFigure(const report::Figure& figure, Theme theme) {
    m_theme = theme;
    m_entries.clear();
    for (std::size_t index = 0; index < figure.series.size(); ++index) {
        const report::Series& series = figure.series[index];
        if (series.name.empty() || series.faint || series.mark == report::Mark::Guide) {
            continue;
        }
        Entry entry;
        entry.series = index;
        entry.look.name = series.name;
        entry.look.method = series.method;
        entry.look.mark = series.mark;
        entry.look.openMarks = series.openMarks;
        if (!series.y.empty() && std::isfinite(series.y.back())) {
            entry.last = series.y.back();
        }
        entry.value = entry.last;
        m_entries.push_back(entry);
    }
    layOut();
    updateGeometry();
    update();
}

void LegendStrip::setHidden(const std::vector<bool>& hidden) {
    m_hidden = hidden;
    update();
}

void LegendStrip::setValues(const std::vector<std::optional<double>>& values) {
    for (Entry& entry : m_entries) {
        entry.value = entry.series < values.size() ? values[entry.series] : entry.last;
    }
    layOut();
    update();
}

QString LegendStrip::text() const {
    QStringList parts;
    for (const Entry& entry : m_entries) {
        parts << QString::fromStdString(entry.look.name) + QLatin1Char(' ') +
                     valueText(entry.value);
    }
    return parts.join(QStringLiteral(", "));
}

void LegendStrip::layOut() {
    const QFontMetrics names(textFont(12));
    const QFontMetrics numbers(numberFont(12));
    int left = 0;
    for (Entry& entry : m_entries) {
        const int width = lineWidth + inner +
                          names.horizontalAdvance(QString::fromStdString(entry.look.name)) + inner +
                          // The width of a usual value is kept, so that names stand still.
                          std::max(numbers.horizontalAdvance(valueText(entry.value)),
                                   numbers.horizontalAdvance(QStringLiteral("−0.000")));
        entry.area = QRect(left, 0, width, scaled(20));
        left += width + between;
    }
}

QSize LegendStrip::sizeHint() const {
    return {m_entries.empty() ? 0 : m_entries.back().area.right() + 1, scaled(20)};
}

QSize LegendStrip::minimumSizeHint() const {
    return {0, scaled(20)};
}

void LegendStrip::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const Palette& colours = lire::ui::palette(m_theme);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Entry& entry : m_entries) {
        if (entry.area.right() > width()) {
            break;  // what has no room is in the table and the tooltip
        }
        const bool hidden = entry.series < m_hidden.size() && m_hidden[entry.series];
        painter.setOpacity(hidden ? 0.4 : 1.0);
        const int middle = entry.area.center().y();
        const QPen pen = seriesPen(entry.look, m_theme);
        painter.setPen(pen);
        painter.drawLine(entry.area.left(), middle, entry.area.left() + lineWidth, middle);
        if (entry.look.mark == report::Mark::Curve || entry.look.mark == report::Mark::Points) {
            drawSeriesMark(painter,
                           entry.look,
                           m_theme,
                           QPointF(entry.area.left() + lineWidth / 2.0, middle + 0.5));
        }
        const QString name = QString::fromStdString(entry.look.name);
        int left = entry.area.left() + lineWidth + inner;
        painter.setPen(colours.text2);
        painter.setFont(textFont(12));
        painter.drawText(left, 0, width(), entry.area.height(), Qt::AlignVCenter, name);
        left += QFontMetrics(textFont(12)).horizontalAdvance(name) + inner;
        painter.setPen(colours.text);
        painter.setFont(numberFont(12));
        painter.drawText(
            left, 0, width(), entry.area.height(), Qt::AlignVCenter, valueText(entry.value));
    }
}

void LegendStrip::mouseReleaseEvent(QMouseEvent* event) {
    for (const Entry& entry : m_entries) {
        if (entry.area.contains(event->pos())) {
            Q_EMIT toggled(entry.series, event->modifiers().testFlag(Qt::AltModifier));
        }
    }
}

}  // namespace lire::ui
