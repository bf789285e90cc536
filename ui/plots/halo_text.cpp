// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/halo_text.h"

#include "ui/plots/plot_style.h"
#include "ui/theme/fonts.h"

namespace lire::ui {

HaloText::HaloText(
    QCustomPlot& plot, const QString& text, const QColor& colour, double size, bool bold)
    : QCPItemText(&plot) {
    setLayer(QLatin1String(labelLayer));
    setText(text);
    setColor(colour);
    setFont(textFont(size, bold ? QFont::DemiBold : QFont::Normal));
    position->setType(QCPItemPosition::ptAbsolute);
    setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
    setClipToAxisRect(false);
    setSelectable(false);
}

QSizeF HaloText::extent() const {
    const QFontMetricsF metrics(font());
    return {metrics.horizontalAdvance(text()), metrics.height()};
}

void HaloText::put(const QRectF& place) {
    position->setCoords(place.topLeft());
}

QRectF HaloText::place() const {
    return {position->pixelPosition(), extent()};
}

void HaloText::draw(QCPPainter* painter) {
    const QFontMetricsF metrics(font());
    const QPointF base = position->pixelPosition() + QPointF(0.0, metrics.ascent());
    if (m_halo.isValid()) {
        QPainterPath outline;
        outline.addText(base, font(), text());
        painter->setPen(QPen(m_halo, 6.0, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->setBrush(Qt::NoBrush);
        painter->drawPath(outline);
    }
    painter->setFont(font());
    painter->setPen(QPen(color()));
    painter->drawText(base, text());
}

}  // namespace lire::ui
