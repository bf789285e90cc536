// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/message_list.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/parts/note_box.h"
#include "ui/parts/panel.h"
#include "ui/parts/wrap_area.h"
#include "ui/theme/fonts.h"
#include "ui/window/message_log.h"

namespace lire::ui {

MessageList::MessageList(MessageLog& log, QWidget* parent)
    : QFrame(parent, Qt::Popup), m_log(log), m_area(new WrapArea(this)) {
    auto* panel = new ui::Panel(tr("Messages"), this);
    auto* clearAll = new QPushButton(tr("Clear"), panel);
    clearAll->setProperty("kind", QStringLiteral("small"));
    connect(clearAll, &QPushButton::clicked, &m_log, &MessageLog::clear);
    panel->head()->addWidget(clearAll);
    m_area->lines().setSpacing(scaled(8));
    panel->body()->addWidget(m_area);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(panel);
    setFixedSize(scaled(440), scaled(420));
    setAccessibleName(tr("Messages"));
    connect(&m_log, &MessageLog::changed, this, [this] {
        if (isVisible()) {
            fill();
        }
    });
}

void MessageList::popUp(const QPoint& corner) {
    fill();
    move(corner - QPoint(width(), 0));
    show();
}

void MessageList::fill() {
    m_area->clear();
    for (const Message& message : m_log.messages()) {
        const QString times = message.count > 1 ? tr("%1 times: ").arg(message.count) : QString();
        auto* line = new NoteBox(
            message.level,
            message.time.toString(QStringLiteral("HH:mm:ss  ")) + times + message.sentence());
        m_area->lines().addWidget(line);
    }
    if (m_log.messages().empty()) {
        auto* none =
            new QLabel(tr("Nothing to tell: notes, warnings and errors of jobs stand here."));
        none->setProperty("kind", QStringLiteral("muted"));
        none->setWordWrap(true);
        m_area->lines().addWidget(none);
    }
    m_area->lines().addStretch(1);
    m_area->settle();
}

}  // namespace lire::ui
