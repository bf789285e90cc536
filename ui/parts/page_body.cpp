// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/page_body.h"

#include <QPushButton>

#include "ui/parts/empty_state.h"
#include "ui/parts/page_area.h"

namespace lire::ui {

PageBody::PageBody(const EmptyWords& words, QWidget* owner, bool scrolls)
    : QStackedLayout(owner), m_page(new QWidget(owner)) {
    auto* empty = new EmptyState(words.icon, words.headline, words.sentence, owner);
    connect(empty->addButton(words.button, words.leadsTo),
            &QPushButton::clicked,
            this,
            [this, to = words.leadsTo] { Q_EMIT pageWanted(to); });
    m_page->setObjectName(QStringLiteral("page"));
    addWidget(emptyPage(words.title, empty, owner));
    addWidget(scrolls ? new PageArea(m_page, owner) : m_page);
}

void PageBody::setFilled(bool filled) {
    setCurrentIndex(filled ? 1 : 0);
}

}  // namespace lire::ui
