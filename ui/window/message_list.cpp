// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/message_list.h"

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/parts/note_box.h"
#include "ui/parts/panel.h"
#include "ui/theme/fonts.h"
#include "ui/window/message_log.h"

namespace lire::ui {

namespace {

void clear(QLayout* layout) {
    while (QLayoutItem* item = layout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

}  // namespace

MessageList::MessageList(MessageLog& log, QWidget* parent)
    : QFrame(parent, Qt::Popup), m_log(log), m_lines(new QVBoxLayout) {
    auto* panel = new ui::Panel(tr("Messages"), this);
    auto* clearAll = new QPushButton(tr("Clear"), panel);
    clearAll->setProperty("kind", QStringLiteral("small"));
    connect(clearAll, &QPushButton::clicked, &m_log, &MessageLog::clear);
    panel->head()->addWidget(clearAll);
    auto* inside = new QWidget;
    inside->setObjectName(QStringLiteral("clear"));
    inside->setLayout(m_lines);
    m_lines->setContentsMargins(0, 0, 0, 0);
    m_lines->setSpacing(scaled(8));
    auto* scroll = new QScrollArea(panel);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    scroll->setWidget(inside);
    panel->body()->addWidget(scroll);
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
    clear(m_lines);
    for (const Message& message : m_log.messages()) {
        auto* line =
            new NoteBox(message.level,
                        message.time.toString(QStringLiteral("HH:mm:ss  ")) + message.sentence());
        m_lines->addWidget(line);
    }
    if (m_log.messages().empty()) {
        auto* none =
            new QLabel(tr("Nothing to tell: notes, warnings and errors of jobs stand here."));
        none->setProperty("kind", QStringLiteral("muted"));
        none->setWordWrap(true);
        m_lines->addWidget(none);
    }
    m_lines->addStretch(1);
}

}  // namespace lire::ui
