// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/wrap_area.h"

#include <QEvent>
#include <QVBoxLayout>
#include <algorithm>

namespace lire::ui {

namespace {

void takeOut(QLayout& layout) {
    while (QLayoutItem* item = layout.takeAt(0)) {
        if (item->layout() != nullptr) {
            takeOut(*item->layout());
        }
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();  // its button may be what asked for this
        }
        delete item;
    }
}

}  // namespace

WrapArea::WrapArea(QWidget* parent)
    : QScrollArea(parent), m_inside(new QWidget), m_lines(new QVBoxLayout(m_inside)) {
    m_inside->setObjectName(QStringLiteral("clear"));
    m_lines->setContentsMargins(0, 0, 0, 0);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setAutoFillBackground(false);
    setWidget(m_inside);
    m_inside->setAutoFillBackground(false);  // setWidget() turns it on
}

void WrapArea::clear() {
    takeOut(*m_lines);
}

void WrapArea::settle() {
    for (QWidget* line : m_inside->findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
        if (!line->testAttribute(Qt::WA_WState_ExplicitShowHide)) {
            line->show();
        }
    }
    fit();
}

bool WrapArea::event(QEvent* event) {
    const bool done = QScrollArea::event(event);
    if (event->type() == QEvent::LayoutRequest) {
        fit();
    }
    return done;
}

void WrapArea::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    fit();
}

void WrapArea::fit() {
    m_lines->activate();
    const int width = std::max(viewport()->width(), m_inside->minimumSizeHint().width());
    const int needed = std::max(m_lines->totalHeightForWidth(width), 0);
    if (m_inside->minimumHeight() != needed) {
        m_inside->setMinimumHeight(needed);
    }
    QEvent asked(QEvent::LayoutRequest);
    QScrollArea::event(&asked);  // gives the inside its size now
}

}  // namespace lire::ui
