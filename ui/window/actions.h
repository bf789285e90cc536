// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <vector>

class QMenu;
class QMenuBar;
class QUndoGroup;

namespace lire::ui {

/// Every action of the window that is not a page's own; each stands in a menu. The window connects
/// them. Thread: window.
class Actions final : public QObject {
    Q_OBJECT
public:
    /// Adds each action to `window`, so that its keys work anywhere in it.
    explicit Actions(QWidget* window, QUndoGroup& undo);

    QAction* newExperiment;
    QAction* openExperiment;
    QAction* openWorkspace;
    QAction* closeWindow;
    QAction* undo;
    QAction* redo;
    QAction* find;
    QAction* back;
    QAction* forward;
    QAction* darkTheme;
    QAction* lightTheme;
    QAction* runDemo;
    QAction* startExperiment;
    QAction* pause;
    QAction* stop;
    QAction* resume;
    QAction* openReport;
    QAction* command;
    QAction* messages;
    QAction* nextPart;
    QAction* previousPart;
    QAction* shortcuts;
    QAction* about;
    std::vector<QAction*> pages;      ///< data(): the page's id
    std::vector<QAction*> textSizes;  ///< data(): the scale

    /// The menus, with `pageMenu` for the actions of the page that is shown.
    void fill(QMenuBar* bar);
    QMenu* pageMenu() const { return m_pageMenu; }
    QMenu* recentMenu() const { return m_recentMenu; }
    std::vector<QAction*> all() const;

private:
    QAction* add(const QString& text, const QKeySequence& keys, const QString& icon = {});
    void addPages();
    void addTextSizes();

    QWidget* m_window;
    QMenu* m_pageMenu = nullptr;
    QMenu* m_recentMenu = nullptr;
    std::vector<QAction*> m_all;
};

}  // namespace lire::ui
