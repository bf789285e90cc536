// SPDX-License-Identifier: GPL-3.0-or-later
// What the main window's menus Run and Results and its command field do.
#include <algorithm>

#include "ui/pages/registry.h"
#include "ui/parts/state_chip.h"
#include "ui/theme/icon.h"
#include "ui/window/command_field.h"
#include "ui/window/main_window.h"
#include "ui/window/page_stack.h"
#include "ui/window/selection_state.h"

namespace lire::ui {

namespace {

const runs::RunSummary* findRun(const RunListPtr& runs, const QString& id) {
    const auto found = std::find_if(runs->begin(), runs->end(), [&id](const auto& run) {
        return id == QString::fromStdString(run.id);
    });
    return found == runs->end() ? nullptr : &*found;
}

bool canResume(const runs::RunSummary* run) {
    return run != nullptr && (run->state == "stopped" || run->state == "failed");
}

}  // namespace

void MainWindow::connectRunActions() {
    const auto on = [this](QAction* action, auto&& work) {
        connect(action, &QAction::triggered, this, std::forward<decltype(work)>(work));
    };
    on(m_actions->runDemo, [this] { m_session->runDemo(); });
    on(m_actions->startExperiment, [this] { startExperiment(); });
    on(m_actions->pause,
       [this] { m_session->paused() ? m_session->unpause() : m_session->pause(); });
    on(m_actions->stop, [this] { m_session->stop(m_session->currentRun()); });
    on(m_actions->resume, [this] { resumeSelected(); });
    on(m_actions->openReport, [this] { openReport(); });
}

void MainWindow::showJobActions() {
    const runs::RunSummary* selected = findRun(m_session->runs(), m_session->selection().run);
    m_actions->pause->setEnabled(m_session->busy());
    m_actions->stop->setEnabled(m_session->busy());
    m_actions->resume->setEnabled(canResume(selected));
    m_actions->openReport->setEnabled(selected != nullptr && !selected->report.empty());
    m_actions->darkTheme->setChecked(m_session->theme() == Theme::Dark);
    m_actions->lightTheme->setChecked(m_session->theme() == Theme::Light);
}

void MainWindow::startExperiment() {
    m_pages->open(QStringLiteral("experiment"));
    for (QAction* action : m_pages->currentPage()->actions()) {
        if (action->objectName() == QLatin1String("start") && action->isEnabled()) {
            action->trigger();
        }
    }
}

void MainWindow::resumeSelected() {
    m_session->resume(m_session->selection().run);
    m_pages->open(QStringLiteral("jobs"));
}

void MainWindow::openReport() {
    m_session->openReport(m_session->selection().run);
}

void MainWindow::openCommandField() {
    m_commands->open(commands());
    const QString run = m_session->selection().run;
    if (!run.isEmpty()) {
        m_promptsAsked = m_session->askPrompts(run);
    }
}

std::vector<Command> MainWindow::commands() {
    std::vector<Command> all;
    const auto add = [&all](const QString& section, QAction* action, const QString& words) {
        if (action->isEnabled() && !action->text().isEmpty()) {
            all.push_back({.section = section,
                           .title = action->text().remove(QLatin1Char('&')),
                           .words = words,
                           .icon = action->property("iconName").toString(),
                           .keys = action->shortcut(),
                           .run = [action] { action->trigger(); }});
        }
    };
    for (QAction* action : m_pages->currentPage()->actions()) {
        add(tr("Commands"), action, tr("on this page"));
    }
    for (QAction* action : m_actions->all()) {
        const PageKind* kind = findPageKind(action->data().toString());
        if (kind == nullptr && action != m_actions->command) {
            add(tr("Commands"), action, {});
        }
    }
    for (QAction* page : m_actions->pages) {
        add(tr("Pages"), page, page->toolTip());
    }
    for (const runs::RunSummary& run : *m_session->runs()) {
        const QString id = QString::fromStdString(run.id);
        all.push_back({.section = tr("Runs"),
                       .title = QString::fromStdString(run.name),
                       .words = stateWord(run.state) + QStringLiteral(" · ") + id,
                       .icon = QStringLiteral("jobs"),
                       .run = [this, id] {
                           m_session->select({.run = id});
                           m_session->watchRun(id);
                           m_pages->open(QStringLiteral("jobs"));
                       }});
    }
    return all;
}

}  // namespace lire::ui
