// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/empty_state.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/parts/icon_label.h"
#include "ui/parts/page_head.h"
#include "ui/parts/panel.h"
#include "ui/theme/fonts.h"

namespace lire::ui {

namespace {

constexpr int sentenceWidth = 440;

}  // namespace

EmptyState::EmptyState(const QString& icon,
                       const QString& headline,
                       const QString& sentence,
                       QWidget* parent)
    : QWidget(parent),
      m_headline(new QLabel(headline, this)),
      m_sentence(new QLabel(sentence, this)),
      m_buttons(new QHBoxLayout) {
    setObjectName(QStringLiteral("clear"));
    m_headline->setProperty("kind", QStringLiteral("title"));
    m_headline->setAlignment(Qt::AlignCenter);
    m_headline->setWordWrap(true);
    m_sentence->setProperty("kind", QStringLiteral("muted"));
    m_sentence->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_sentence->setWordWrap(true);
    m_sentence->setFixedWidth(scaled(sentenceWidth));
    m_buttons->setSpacing(scaled(8));
    m_buttons->addStretch(1);
    m_buttons->addStretch(1);
    auto* whole = new QVBoxLayout(this);
    whole->setSpacing(scaled(12));
    whole->addStretch(1);
    whole->addWidget(new IconLabel(icon, Ink::Muted, 40, this), 0, Qt::AlignHCenter);
    whole->addWidget(m_headline);
    whole->addWidget(m_sentence, 0, Qt::AlignHCenter);
    whole->addLayout(m_buttons);
    whole->addStretch(1);
    setWords(headline, sentence);
}

void EmptyState::setWords(const QString& headline, const QString& sentence) {
    m_headline->setText(headline);
    m_sentence->setText(sentence);
    // A label that wraps asks for too little height inside a centred layout.
    m_sentence->ensurePolished();
    m_sentence->setMinimumHeight(std::max(m_sentence->heightForWidth(scaled(sentenceWidth)), 0));
    m_sentence->setVisible(!sentence.isEmpty());
}

QPushButton* EmptyState::addButton(const QString& text, const QString& iconName) {
    auto* button = new QPushButton(text, this);
    const bool first = m_buttons->count() == 2;
    if (first) {
        button->setProperty("kind", QStringLiteral("primary"));
    }
    if (!iconName.isEmpty()) {
        button->setIcon(icon(iconName, first ? Ink::White : Ink::Text2));
    }
    m_buttons->insertWidget(m_buttons->count() - 1, button);
    return button;
}

QWidget* emptyPage(const QString& title, EmptyState* state, QWidget* parent) {
    auto* page = new QWidget(parent);
    page->setObjectName(QStringLiteral("page"));
    auto* panel = new Panel(QString(), page);
    panel->body()->addWidget(state, 1);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(scaled(16), scaled(10), scaled(16), scaled(12));
    column->setSpacing(scaled(10));
    column->addWidget(new PageHead(title, page));
    column->addWidget(panel, 1);
    return page;
}

}  // namespace lire::ui
