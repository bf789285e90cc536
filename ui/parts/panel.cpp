// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/parts/elided_label.h"
#include "ui/theme/fonts.h"

namespace lire::ui {

Panel::Panel(const QString& heading, QWidget* parent)
    : QFrame(parent),
      m_heading(new QLabel(heading, this)),
      m_over(new ElidedLabel(this)),
      m_head(new QHBoxLayout),
      m_body(new QVBoxLayout) {
    setProperty("panel", QStringLiteral("true"));
    m_heading->setProperty("kind", QStringLiteral("heading"));
    m_over->setProperty("kind", QStringLiteral("muted"));
    m_head->setSpacing(scaled(8));
    m_head->addWidget(m_heading);
    m_head->addWidget(m_over, 1);
    m_body->setSpacing(scaled(8));
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(scaled(14), scaled(10), scaled(14), scaled(12));
    whole->setSpacing(scaled(8));
    whole->addLayout(m_head);
    whole->addLayout(m_body, 1);
    setHeading(heading);
}

void Panel::setOver(const QString& words) {
    m_over->setText(words);
}

void Panel::setHeading(const QString& heading) {
    m_heading->setText(heading);
    m_heading->setVisible(!heading.isEmpty());
    setAccessibleName(heading);
}

}  // namespace lire::ui
