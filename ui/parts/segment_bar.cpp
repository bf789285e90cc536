// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/segment_bar.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QToolButton>

#include "ui/theme/fonts.h"

namespace lire::ui {

SegmentBar::SegmentBar(const QStringList& words, QWidget* parent)
    : QWidget(parent), m_group(new QButtonGroup(this)), m_row(new QHBoxLayout(this)) {
    setObjectName(QStringLiteral("clear"));
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(0);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setWords(words);
    connect(m_group, &QButtonGroup::idClicked, this, [this](int index) {
        choose(index);
        Q_EMIT changed(index);
    });
}

void SegmentBar::setWords(const QStringList& words) {
    if (words == m_words) {
        return;
    }
    const QString kept = chosenWord();
    // Buttons are kept: the bar's place in the order of Tab is theirs.
    for (int index = static_cast<int>(words.size()); index < m_words.size(); ++index) {
        delete m_group->button(index);
    }
    for (int index = static_cast<int>(m_words.size()); index < words.size(); ++index) {
        addButton(index);
    }
    m_words = words;
    for (int index = 0; index < words.size(); ++index) {
        QAbstractButton* button = m_group->button(index);
        button->setText(words[index]);
        // The chosen word is bold: its width is kept for all, so that nothing moves.
        const QFontMetrics bold(textFont(13, QFont::DemiBold));
        button->setMinimumWidth(bold.horizontalAdvance(words[index]) + scaled(18));
    }
    choose(std::max(0, static_cast<int>(words.indexOf(kept))));
}

void SegmentBar::addButton(int index) {
    auto* button = new QToolButton(this);
    button->setCheckable(true);
    button->setProperty("kind", QStringLiteral("segment"));
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    if (index > 0) {
        setTabOrder(m_group->button(index - 1), button);
    }
    m_group->addButton(button, index);
    m_row->addWidget(button);
}

int SegmentBar::chosen() const {
    return m_group->checkedId();
}

QString SegmentBar::chosenWord() const {
    return m_words.value(chosen());
}

void SegmentBar::choose(int index) {
    if (QAbstractButton* button = m_group->button(index)) {
        button->setChecked(true);
    }
    // Tab leads to the chosen word, arrows from there to the others.
    for (QAbstractButton* button : m_group->buttons()) {
        button->setFocusPolicy(button->isChecked() ? Qt::TabFocus : Qt::NoFocus);
    }
}

void SegmentBar::focusChosen() {
    if (QAbstractButton* button = m_group->checkedButton()) {
        button->setFocus(Qt::OtherFocusReason);
    }
}

}  // namespace lire::ui
