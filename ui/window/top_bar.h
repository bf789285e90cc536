// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QMenuBar;
class QPushButton;
class QToolButton;

namespace lire::ui {

class Actions;

/// The line at the window's top: menus, the workspace, the command field, messages, theme.
/// Thread: window.
class TopBar final : public QWidget {
    Q_OBJECT
public:
    TopBar(Actions& actions, const QString& workspace, QWidget* parent = nullptr);

    /// Where the list of messages hangs (global, its upper right corner).
    QPoint messagesCorner() const;
    /// Marks that there are messages.
    void setMessages(int count, bool errors);
    void showTheme();

protected:
    /// The menus come first: the workspace's name and the command field share what they leave.
    void resizeEvent(QResizeEvent* event) override;

private:
    QToolButton* workspaceButton(Actions& actions, const QString& workspace);
    QPushButton* commandButton(Actions& actions);

    QMenuBar* m_menus;
    QString m_name;  ///< of the workspace
    QToolButton* m_workspace;
    QPushButton* m_command;
    QLabel* m_commandWords;
    QLabel* m_commandKey;
    QToolButton* m_messages;
    QToolButton* m_theme;
};

}  // namespace lire::ui
