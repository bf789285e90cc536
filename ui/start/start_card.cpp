// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/start_card.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/parts/elided_label.h"
#include "ui/parts/icon_label.h"
#include "ui/theme/fonts.h"

namespace lire::ui {

StartCard::StartCard(const Words& words, bool primary, QWidget* parent)
    : QFrame(parent), m_button(new QPushButton(words.button, this)) {
    setProperty("panel", QStringLiteral("true"));
    auto* title = new QLabel(words.title, this);
    title->setProperty("kind", QStringLiteral("heading"));
    auto* sentence = new QLabel(words.sentence, this);
    sentence->setProperty("kind", QStringLiteral("text2"));
    sentence->setWordWrap(true);
    sentence->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* foot = new ElidedLabel(words.foot, this);
    foot->setProperty("kind", QStringLiteral("muted"));
    if (primary) {
        m_button->setProperty("kind", QStringLiteral("primary"));
    }
    m_button->setAccessibleDescription(words.sentence);
    auto* last = new QHBoxLayout;
    last->addWidget(foot, 1);
    last->addWidget(m_button);
    auto* right = new QVBoxLayout;
    right->setSpacing(scaled(4));
    right->addWidget(title);
    right->addWidget(sentence, 1);
    right->addLayout(last);
    auto* whole = new QHBoxLayout(this);
    whole->setContentsMargins(scaled(18), scaled(12), scaled(14), scaled(12));
    whole->setSpacing(scaled(14));
    whole->addWidget(new IconLabel(words.icon, Ink::Accent, 24, this), 0, Qt::AlignTop);
    whole->addLayout(right, 1);
}

}  // namespace lire::ui
