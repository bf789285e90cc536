// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/page_head.h"

#include <QHBoxLayout>
#include <QLabel>

#include "ui/parts/elided_label.h"
#include "ui/theme/fonts.h"

namespace lire::ui {

PageHead::PageHead(const QString& title, QWidget* parent)
    : QWidget(parent),
      m_title(new QLabel(title, this)),
      m_over(new ElidedLabel(this)),
      m_line(new QHBoxLayout(this)) {
    setObjectName(QStringLiteral("clear"));
    m_title->setProperty("kind", QStringLiteral("title"));
    m_over->setProperty("kind", QStringLiteral("muted"));
    m_line->setContentsMargins(0, 0, 0, 0);
    m_line->setSpacing(scaled(10));
    m_line->addWidget(m_title);
    m_line->addWidget(m_over, 1);
    setFixedHeight(scaled(30));
}

void PageHead::setTitle(const QString& title) {
    m_title->setText(title);
}

void PageHead::setOver(const QString& words) {
    m_over->setText(words);
}

void PageHead::addAction(QWidget* control) {
    m_line->addWidget(control);
}

}  // namespace lire::ui
