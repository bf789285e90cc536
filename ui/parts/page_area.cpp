// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/page_area.h"

#include <QEvent>
#include <QVBoxLayout>
#include <algorithm>

namespace lire::ui {

PageArea::PageArea(QWidget* page, QWidget* parent) : QScrollArea(parent) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);  // its parts have the focus
    setWidget(page);
}

bool PageArea::event(QEvent* event) {
    const bool done = QScrollArea::event(event);
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show) {
        fit();
    }
    return done;
}

bool PageArea::eventFilter(QObject* watched, QEvent* event) {
    if (watched == widget() && event->type() == QEvent::LayoutRequest) {
        fit();
    }
    return QScrollArea::eventFilter(watched, event);
}

void PageArea::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    fit();
}

void PageArea::fit() {
    QLayout* parts = widget()->layout();
    if (parts == nullptr) {
        return;
    }
    const int width = std::max(viewport()->width(), parts->totalMinimumSize().width());
    const int needed = parts->hasHeightForWidth() ? parts->totalMinimumHeightForWidth(width)
                                                  : parts->totalMinimumSize().height();
    if (widget()->minimumHeight() != needed) {
        widget()->setMinimumHeight(needed);
    }
}

QWidget* scrolledInside(QWidget* owner) {
    auto* inside = new QWidget(owner);
    inside->setObjectName(QStringLiteral("page"));
    auto* around = new QVBoxLayout(owner);
    around->setContentsMargins(0, 0, 0, 0);
    around->addWidget(new PageArea(inside, owner));
    return inside;
}

}  // namespace lire::ui
