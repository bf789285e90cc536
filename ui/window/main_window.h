// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>
#include <QUndoGroup>
#include <functional>
#include <memory>

#include "ui/session.h"
#include "ui/window/actions.h"
#include "ui/window/closing.h"
#include "ui/window/command.h"

namespace lire::ui {

class CommandField;
class MessageList;
class MessageLog;
class PageStack;
class Rail;
class ShortcutSheet;
class StatusStrip;
class TopBar;
class WindowState;

/// The window on one workspace: top bar, rail, page, status strip. Owns the session.
/// Thread: window.
class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    /// `keepsState`: reads and writes workspace/window.json.
    explicit MainWindow(std::unique_ptr<Session> session, bool keepsState = true);
    ~MainWindow() override;

    Session& session() { return *m_session; }
    PageStack& pages() { return *m_pages; }
    const Actions& programActions() const { return *m_actions; }
    /// How closing with a running job is asked; tests answer themselves.
    void setClosingQuestion(std::function<Closing()> ask) { m_askClosing = std::move(ask); }

Q_SIGNALS:
    /// Another workspace is wanted in place of this one.
    void workspaceWanted(const QString& folder);

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void build();
    void connectActions();
    void connectRunActions();
    void connectSession();
    void showPage(const QString& id);
    void showJobActions();
    void applyLook(Theme theme, double scale);
    void applyTextSize(double scale);
    void openExperiment(const QString& file);
    void askExperimentFile();
    void askWorkspace();
    void startExperiment();
    void resumeSelected();
    void openReport();
    void openCommandField();
    std::vector<Command> commands();
    void focusPart(int by);
    nlohmann::json state() const;
    void restoreState(const nlohmann::json& state);

    std::unique_ptr<Session> m_session;
    QUndoGroup m_undo;
    Actions* m_actions;
    MessageLog* m_log;
    TopBar* m_top;
    Rail* m_rail;
    PageStack* m_pages;
    StatusStrip* m_strip;
    CommandField* m_commands;
    MessageList* m_messages;
    ShortcutSheet* m_sheet;
    WindowState* m_state = nullptr;
    std::function<Closing()> m_askClosing;
    quint64 m_promptsAsked = 0;
};

}  // namespace lire::ui
