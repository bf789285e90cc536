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
    connect(m_group, &QButtonGroup::idClicked, this, &SegmentBar::changed);
}

void SegmentBar::setWords(const QStringList& words) {
    if (words == m_words) {
        return;
    }
    const QString kept = chosenWord();
    for (QAbstractButton* button : m_group->buttons()) {
        delete button;
    }
    m_words = words;
    for (int index = 0; index < words.size(); ++index) {
        auto* button = new QToolButton(this);
        button->setText(words[index]);
        button->setCheckable(true);
        button->setProperty("kind", QStringLiteral("segment"));
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        // The chosen word is bold: its width is kept for all, so that nothing moves.
        const QFontMetrics bold(textFont(13, QFont::DemiBold));
        button->setMinimumWidth(bold.horizontalAdvance(words[index]) + scaled(18));
        button->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
        m_group->addButton(button, index);
        m_row->addWidget(button);
    }
    choose(std::max(0, static_cast<int>(words.indexOf(kept))));
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
}

}  // namespace lire::ui
