// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/form_group.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"

namespace lire::ui {

FormGroup::FormGroup(const QString& title, const QString& help, bool open, QWidget* parent)
    : QFrame(parent),
      m_title(new QToolButton(this)),
      m_head(new QHBoxLayout),
      m_inside(new QWidget(this)),
      m_body(new QVBoxLayout(m_inside)) {
    m_title->setText(title);
    m_title->setToolTip(help);
    m_title->setAccessibleDescription(help);
    m_title->setProperty("kind", QStringLiteral("fold"));
    m_title->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_title->setCheckable(false);
    m_title->setFocusPolicy(Qt::StrongFocus);
    m_title->setFont(textFont(13, QFont::DemiBold));
    m_inside->setObjectName(QStringLiteral("clear"));
    m_body->setContentsMargins(0, 0, 0, scaled(4));
    m_body->setSpacing(scaled(8));
    m_head->setContentsMargins(0, 0, 0, 0);
    m_head->addWidget(m_title);
    m_head->addStretch(1);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, scaled(4), 0, 0);
    whole->setSpacing(scaled(4));
    whole->addLayout(m_head);
    whole->addWidget(m_inside);
    connect(m_title, &QToolButton::clicked, this, [this] {
        setOpen(m_inside->isHidden());
        Q_EMIT folded(!m_inside->isHidden());
    });
    setOpen(open);
}

void FormGroup::setOpen(bool open) {
    m_inside->setVisible(open);
    m_title->setIcon(icon(open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right")));
}

}  // namespace lire::ui
