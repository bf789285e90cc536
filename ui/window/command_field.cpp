// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/command_field.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/parts/icon_label.h"
#include "ui/theme/fonts.h"
#include "ui/window/command_delegate.h"

namespace lire::ui {

namespace {

QLabel* keyCap(const QString& text, QWidget* parent) {
    auto* cap = new QLabel(text, parent);
    cap->setProperty("key", QStringLiteral("true"));
    return cap;
}

QLabel* muted(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setProperty("kind", QStringLiteral("muted"));
    return label;
}

QFrame* hairline(QWidget* parent) {
    auto* line = new QFrame(parent);
    line->setProperty("line", QStringLiteral("true"));
    return line;
}

}  // namespace

CommandField::CommandField(QWidget* window)
    : QFrame(window), m_typed(new QLineEdit(this)), m_list(new QListWidget(this)) {
    setObjectName(QStringLiteral("commandPanel"));
    m_typed->setPlaceholderText(tr("Find a run, prompt or command"));
    m_typed->setAccessibleName(tr("Find a run, prompt or command"));
    m_list->setItemDelegate(new CommandDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("What was found"));

    auto* top = new QHBoxLayout;
    top->setContentsMargins(scaled(18), 0, scaled(18), 0);
    top->addWidget(new IconLabel(QStringLiteral("search"), Ink::Accent, 18, this));
    top->addWidget(m_typed, 1);
    top->addWidget(muted(tr("Esc closes"), this));
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(scaled(18), 0, scaled(18), 0);
    foot->setSpacing(scaled(6));
    for (const auto& [key, words] : {std::pair(tr("↑"), QString()),
                                     std::pair(tr("↓"), tr("choose")),
                                     std::pair(tr("Enter"), tr("do it")),
                                     std::pair(tr(">"), tr("commands only"))}) {
        foot->addWidget(keyCap(key, this));
        if (!words.isEmpty()) {
            foot->addWidget(muted(words, this));
            foot->addSpacing(scaled(10));
        }
    }
    foot->addStretch(1);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(1, scaled(8), 1, scaled(8));
    whole->setSpacing(scaled(6));
    whole->addLayout(top);
    whole->addWidget(hairline(this));
    whole->addWidget(m_list, 1);
    whole->addWidget(hairline(this));
    whole->addLayout(foot);

    m_typed->installEventFilter(this);
    window->installEventFilter(this);
    connect(m_typed, &QLineEdit::textChanged, this, &CommandField::fill);
    connect(m_list, &QListWidget::itemClicked, this, &CommandField::doChosen);
    hide();
}

void CommandField::open(std::vector<Command> commands) {
    m_commands = std::move(commands);
    m_typed->clear();
    fill();
    place();
    show();
    raise();
    m_typed->setFocus();
}

void CommandField::add(std::vector<Command> commands) {
    if (isVisible()) {
        const int chosen = m_list->currentRow();
        m_commands.insert(m_commands.end(),
                          std::make_move_iterator(commands.begin()),
                          std::make_move_iterator(commands.end()));
        fill();
        m_list->setCurrentRow(std::clamp(chosen, 0, m_list->count() - 1));
    }
}

bool CommandField::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_typed && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent*>(event)->key()) {
            case Qt::Key_Down:
                moveChoice(1);
                return true;
            case Qt::Key_Up:
                moveChoice(-1);
                return true;
            case Qt::Key_Return:
            case Qt::Key_Enter:
                doChosen();
                return true;
            case Qt::Key_Escape:
                hide();
                return true;
            default:
                return false;
        }
    }
    if (watched == m_typed && event->type() == QEvent::FocusOut) {
        hide();
    }
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) {
        place();
    }
    return QFrame::eventFilter(watched, event);
}

void CommandField::fill() {
    m_shown = fitting(m_commands, m_typed->text());
    m_list->clear();
    QString section;
    int at = 0;
    for (const Command& command : m_shown) {
        if (command.section != section) {
            section = command.section;
            auto* head = new QListWidgetItem(section, m_list);
            head->setData(CommandDelegate::SectionRole, true);
            head->setFlags(Qt::NoItemFlags);
        }
        auto* row = new QListWidgetItem(icon(command.icon), command.title, m_list);
        row->setData(CommandDelegate::WordsRole, command.words);
        row->setData(CommandDelegate::KeysRole, command.keys.toString(QKeySequence::NativeText));
        row->setData(CommandDelegate::CommandRole, at++);
    }
    if (m_shown.empty()) {
        auto* none = new QListWidgetItem(tr("Nothing of that name"), m_list);
        none->setData(CommandDelegate::SectionRole, true);
        none->setFlags(Qt::NoItemFlags);
    }
    m_list->setCurrentRow(m_shown.empty() ? -1 : 1);
}

void CommandField::moveChoice(int by) {
    for (int row = m_list->currentRow() + by; row >= 0 && row < m_list->count(); row += by) {
        if (m_list->item(row)->flags().testFlag(Qt::ItemIsSelectable)) {
            m_list->setCurrentRow(row);
            return;
        }
    }
}

void CommandField::doChosen() {
    const QListWidgetItem* item = m_list->currentItem();
    if (item == nullptr || !item->flags().testFlag(Qt::ItemIsSelectable)) {
        return;
    }
    const auto at = static_cast<std::size_t>(item->data(CommandDelegate::CommandRole).toInt());
    const auto run = m_shown.at(at).run;
    hide();
    run();
}

void CommandField::place() {
    const QWidget* window = parentWidget();
    const int width = std::min(scaled(640), window->width() - scaled(40));
    const int height = std::min(scaled(420), window->height() - scaled(120));
    setGeometry((window->width() - width) / 2, scaled(100), width, height);
}

}  // namespace lire::ui
