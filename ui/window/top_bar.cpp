// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/top_bar.h"

#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QResizeEvent>
#include <QToolButton>
#include <algorithm>

#include "ui/parts/elided_label.h"
#include "ui/parts/icon_label.h"
#include "ui/theme/fonts.h"
#include "ui/window/actions.h"

namespace lire::ui {

namespace {

QToolButton* quietButton(QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setProperty("kind", QStringLiteral("quiet"));
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

}  // namespace

TopBar::TopBar(Actions& actions, const QString& workspace, QWidget* parent)
    : QWidget(parent),
      m_menus(new QMenuBar(this)),
      m_messages(quietButton(this)),
      m_theme(quietButton(this)) {
    setObjectName(QStringLiteral("topBar"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(scaled(42));
    m_menus->setNativeMenuBar(false);
    actions.fill(m_menus);
    // Never narrower than its menus: the last of them would go into a "»".
    m_menus->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_messages->setAccessibleName(tr("Messages"));
    connect(m_messages, &QToolButton::clicked, actions.messages, &QAction::trigger);
    connect(m_theme, &QToolButton::clicked, this, [&actions] {
        (paintedTheme() == Theme::Dark ? actions.lightTheme : actions.darkTheme)->trigger();
    });

    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(scaled(8), 0, scaled(10), 1);
    line->setSpacing(scaled(8));
    line->addWidget(m_menus);
    line->addStretch(1);
    m_workspace = workspaceButton(actions, workspace);
    m_command = commandButton(actions);
    line->addWidget(m_workspace);
    line->addStretch(1);
    line->addWidget(m_command);
    line->addWidget(m_messages);
    line->addWidget(m_theme);
    setMessages(0, false);
    showTheme();
}

void TopBar::resizeEvent(QResizeEvent* event) {
    constexpr int widestCommand = 316;
    constexpr int leastCommand = 36;  // its sign alone
    constexpr int least = 60;         // margins and the spaces between
    const int others = m_menus->sizeHint().width() + m_messages->sizeHint().width() +
                       m_theme->sizeHint().width() + scaled(least);
    const int half = std::max(0, width() - others) / 2;
    const int command = std::clamp(half, scaled(leastCommand), scaled(widestCommand));
    m_command->setFixedWidth(command);
    m_commandWords->setVisible(command >= scaled(120));
    m_commandKey->setVisible(command >= scaled(200));
    const int beside = scaled(56);  // the name's icon, arrow and padding
    const QFontMetrics metrics(m_workspace->font());
    const QString name =
        half - beside < scaled(24)
            ? QString()
            : metrics.elidedText(
                  m_name, Qt::ElideMiddle, std::max(half, width() - others - command) - beside);
    m_workspace->setText(name + QStringLiteral("  ▾"));
    QWidget::resizeEvent(event);
}

QPoint TopBar::messagesCorner() const {
    return m_messages->mapToGlobal(QPoint(m_messages->width(), m_messages->height() + scaled(4)));
}

void TopBar::setMessages(int count, bool errors) {
    m_messages->setIcon(icon(QStringLiteral("messages"),
                             errors      ? Ink::Error
                             : count > 0 ? Ink::Accent
                                         : Ink::Text2));
    m_messages->setToolTip(count == 1 ? tr("1 message (Ctrl+M)")
                                      : tr("%1 messages (Ctrl+M)").arg(count));
}

void TopBar::showTheme() {
    const bool dark = paintedTheme() == Theme::Dark;
    m_theme->setIcon(icon(dark ? QStringLiteral("sun") : QStringLiteral("moon")));
    m_theme->setAccessibleName(dark ? tr("Light theme") : tr("Dark theme"));
    m_theme->setToolTip(m_theme->accessibleName());
}

QToolButton* TopBar::workspaceButton(Actions& actions, const QString& workspace) {
    auto* button = quietButton(this);
    m_name = QDir(workspace).dirName();
    button->setIcon(icon(QStringLiteral("folder")));
    button->setText(m_name + QStringLiteral("  ▾"));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    QFont bold = textFont(13, QFont::DemiBold);
    button->setFont(bold);
    button->setToolTip(workspace);
    button->setAccessibleName(tr("Workspace %1").arg(m_name));
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    menu->addAction(actions.openWorkspace);
    menu->addMenu(actions.recentMenu());
    button->setMenu(menu);
    return button;
}

QPushButton* TopBar::commandButton(Actions& actions) {
    auto* button = new QPushButton(this);
    button->setObjectName(QStringLiteral("commandButton"));
    button->setAccessibleName(tr("Find a run, prompt or command"));
    connect(button, &QPushButton::clicked, actions.command, &QAction::trigger);
    auto* line = new QHBoxLayout(button);
    line->setContentsMargins(scaled(10), 0, scaled(6), 0);
    line->setSpacing(scaled(8));
    m_commandWords = new ElidedLabel(tr("Find a run, prompt or command"), button);
    m_commandWords->setProperty("kind", QStringLiteral("muted"));
    m_commandKey =
        new QLabel(actions.command->shortcut().toString(QKeySequence::NativeText), button);
    m_commandKey->setProperty("key", QStringLiteral("true"));
    auto* sign = new IconLabel(QStringLiteral("search"), Ink::Text2, 14, button);
    for (QWidget* part : {static_cast<QWidget*>(m_commandWords),
                          static_cast<QWidget*>(m_commandKey),
                          static_cast<QWidget*>(sign)}) {
        part->setAttribute(Qt::WA_TransparentForMouseEvents);
    }
    line->addWidget(sign, 0, Qt::AlignVCenter);
    line->addWidget(m_commandWords, 1);
    line->addWidget(m_commandKey, 0, Qt::AlignVCenter);
    return button;
}

}  // namespace lire::ui
