// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/actions.h"

#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>
#include <QUndoGroup>

#include "ui/pages/registry.h"
#include "ui/theme/icon.h"

namespace lire::ui {

Actions::Actions(QWidget* window, QUndoGroup& undoGroup) : QObject(window), m_window(window) {
    newExperiment = add(tr("New experiment"), QKeySequence("Ctrl+N"), "experiment");
    openExperiment = add(tr("Open experiment…"), QKeySequence("Ctrl+O"), "file");
    openWorkspace = add(tr("Open workspace…"), QKeySequence("Ctrl+Shift+O"), "folder");
    closeWindow = add(tr("Close window"), QKeySequence("Ctrl+W"), "close");
    undo = undoGroup.createUndoAction(this, tr("Undo"));
    redo = undoGroup.createRedoAction(this, tr("Redo"));
    undo->setShortcut(QKeySequence("Ctrl+Z"));
    redo->setShortcut(QKeySequence("Ctrl+Shift+Z"));
    for (QAction* action : {undo, redo}) {
        m_window->addAction(action);
        m_all.push_back(action);
    }
    find = add(tr("Find on this page"), QKeySequence("Ctrl+F"), "search");
    back = add(tr("Back"), QKeySequence("Alt+Left"), "chevron-left");
    forward = add(tr("Forward"), QKeySequence("Alt+Right"), "chevron-right");
    darkTheme = add(tr("Dark theme"), QKeySequence(), "moon");
    lightTheme = add(tr("Light theme"), QKeySequence(), "sun");
    runDemo = add(tr("Run the demo"), QKeySequence("Ctrl+Shift+D"), "play");
    startExperiment = add(tr("Start the experiment"), QKeySequence("Ctrl+Return"), "experiment");
    pause = add(tr("Pause or go on"), QKeySequence("Ctrl+."), "pause");
    stop = add(tr("Stop and keep"), QKeySequence("Ctrl+Shift+."), "stop");
    resume = add(tr("Resume the selected run"), QKeySequence("Ctrl+R"), "refresh");
    openReport = add(tr("Open the selected run's report"), QKeySequence("Ctrl+Shift+R"), "export");
    command = add(tr("Command field"), QKeySequence("Ctrl+K"), "search");
    messages = add(tr("Messages"), QKeySequence("Ctrl+M"), "messages");
    nextPart = add(tr("Next part of the window"), QKeySequence("F6"), "arrow-right");
    previousPart = add(tr("Part before"), QKeySequence("Shift+F6"), "chevron-left");
    shortcuts = add(tr("Shortcuts"), QKeySequence("?"), "keyboard");
    about = add(tr("About LIRE Studio"), QKeySequence(), "info");
    addPages();
    addTextSizes();
    auto* themes = new QActionGroup(this);
    for (QAction* action : {darkTheme, lightTheme}) {
        action->setCheckable(true);
        themes->addAction(action);
    }
}

void Actions::fill(QMenuBar* bar) {
    QMenu* file = bar->addMenu(tr("&File"));
    file->addActions({newExperiment, openExperiment});
    file->addSeparator();
    file->addAction(openWorkspace);
    m_recentMenu = file->addMenu(tr("Recent workspaces"));
    file->addSeparator();
    file->addAction(closeWindow);
    QMenu* edit = bar->addMenu(tr("&Edit"));
    edit->addActions({undo, redo});
    edit->addSeparator();
    edit->addAction(find);
    QMenu* view = bar->addMenu(tr("&View"));
    for (QAction* page : pages) {
        view->addAction(page);
    }
    view->addSeparator();
    view->addActions({back, forward});
    view->addSeparator();
    view->addActions({darkTheme, lightTheme});
    QMenu* sizes = view->addMenu(tr("Text size"));
    for (QAction* size : textSizes) {
        sizes->addAction(size);
    }
    m_pageMenu = view->addMenu(tr("On this page"));
    QMenu* run = bar->addMenu(tr("&Run"));
    run->addActions({runDemo, startExperiment});
    run->addSeparator();
    run->addActions({pause, stop, resume});
    QMenu* results = bar->addMenu(tr("Resul&ts"));
    for (QAction* page : pages) {
        const PageKind* kind = findPageKind(page->data().toString());
        if (kind != nullptr && kind->group == QLatin1String("results")) {
            results->addAction(page);
        }
    }
    results->addSeparator();
    results->addAction(openReport);
    QMenu* windowMenu = bar->addMenu(tr("&Window"));
    windowMenu->addActions({command, messages});
    windowMenu->addSeparator();
    windowMenu->addActions({nextPart, previousPart});
    QMenu* help = bar->addMenu(tr("&Help"));
    help->addActions({shortcuts, about});
}

std::vector<QAction*> Actions::all() const {
    return m_all;
}

QAction* Actions::add(const QString& text, const QKeySequence& keys, const QString& iconName) {
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    action->setProperty("iconName", iconName);
    if (!iconName.isEmpty()) {
        action->setIcon(icon(iconName));
    }
    m_window->addAction(action);
    m_all.push_back(action);
    return action;
}

void Actions::addPages() {
    int number = 0;
    for (const PageKind& kind : pageKinds()) {
        const QKeySequence keys(QStringLiteral("Ctrl+%1").arg(++number));
        QAction* action = add(kind.title, keys, kind.icon);
        action->setData(kind.id);
        action->setToolTip(kind.help);
        pages.push_back(action);
    }
}

void Actions::addTextSizes() {
    auto* group = new QActionGroup(this);
    for (const int percent : {100, 115, 130, 150}) {
        QAction* action = add(tr("Text size %1 %").arg(percent), QKeySequence());
        action->setData(percent / 100.0);
        action->setCheckable(true);
        group->addAction(action);
        textSizes.push_back(action);
    }
}

}  // namespace lire::ui
