// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/icon_label.h"

#include <QPainter>

#include "ui/theme/fonts.h"

namespace lire::ui {

IconLabel::IconLabel(const QString& name, Ink ink, int pixels, QWidget* parent)
    : QLabel(parent), m_icon(icon(name, ink)) {
    setFixedSize(scaled(pixels), scaled(pixels));
}

void IconLabel::setIcon(const QString& name, Ink ink) {
    m_icon = icon(name, ink);
    update();
}

void IconLabel::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    m_icon.paint(&painter, rect());
}

}  // namespace lire::ui
