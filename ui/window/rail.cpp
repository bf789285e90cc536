// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/rail.h"

#include <QButtonGroup>
#include <QFrame>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/pages/registry.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"

namespace lire::ui {

namespace {

QToolButton* makeButton(const PageKind& kind, int number, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setProperty("kind", QStringLiteral("page"));
    button->setProperty("page", kind.id);
    button->setText(kind.title);
    button->setIcon(icon(kind.icon));
    button->setIconSize(QSize(scaled(20), scaled(20)));
    button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    button->setCheckable(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    button->setToolTip(QStringLiteral("%1  (Ctrl+%2)").arg(kind.help).arg(number));
    button->setAccessibleName(kind.title);
    button->setAccessibleDescription(kind.help);
    return button;
}

}  // namespace

Rail::Rail(QWidget* parent) : QWidget(parent), m_buttons(new QButtonGroup(this)) {
    setObjectName(QStringLiteral("rail"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedWidth(scaled(85));
    setAccessibleName(tr("Pages"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(scaled(6), scaled(8), scaled(6), scaled(8));
    column->setSpacing(scaled(4));
    QString group;
    int number = 0;
    for (const PageKind& kind : pageKinds()) {
        if (!group.isEmpty() && kind.group != group) {
            auto* line = new QFrame(this);
            line->setProperty("line", QStringLiteral("true"));
            column->addSpacing(scaled(4));
            column->addWidget(line);
            column->addSpacing(scaled(4));
        }
        group = kind.group;
        auto* button = makeButton(kind, ++number, this);
        m_buttons->addButton(button);
        column->addWidget(button);
        connect(button, &QToolButton::clicked, this, [this, id = kind.id] { Q_EMIT chosen(id); });
    }
    column->addStretch(1);
}

void Rail::setCurrent(const QString& page) {
    for (QAbstractButton* button : m_buttons->buttons()) {
        if (button->property("page").toString() == page) {
            button->setChecked(true);
        }
    }
}

}  // namespace lire::ui
