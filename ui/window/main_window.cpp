// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QMenu>
#include <utility>

#include "ui/pages/registry.h"
#include "ui/parts/dropped_files.h"
#include "ui/plots/figure_view.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"
#include "ui/theme/style_sheet.h"
#include "ui/window/command_field.h"
#include "ui/window/look_settings.h"
#include "ui/window/message_list.h"
#include "ui/window/message_log.h"
#include "ui/window/page_stack.h"
#include "ui/window/rail.h"
#include "ui/window/recent_workspaces.h"
#include "ui/window/selection_state.h"
#include "ui/window/shortcut_sheet.h"
#include "ui/window/status_strip.h"
#include "ui/window/top_bar.h"
#include "ui/window/window_state.h"

namespace lire::ui {

MainWindow::MainWindow(std::unique_ptr<Session> session, bool keepsState)
    : m_session(std::move(session)), m_actions(new Actions(this, m_undo)) {
    m_session->setTheme(paintedTheme());
    build();
    connectActions();
    connectRunActions();
    connectSession();
    m_askClosing = [this] {
        const QString run = m_session->currentRun();
        const RunSnapshotPtr snapshot = m_session->run(run);
        const QString name = snapshot ? QString::fromStdString(snapshot->summary.name) : run;
        QStringList waiting;
        for (const runs::RunSummary& other : *m_session->runs()) {
            if (other.state == "queued" && QString::fromStdString(other.id) != run) {
                waiting.prepend(QString::fromStdString(other.name));  // the oldest is the next
            }
        }
        return askClosing(this, name, resumeCommand(*m_session, run), waiting);
    };
    resize(1440, 900);
    setMinimumSize(1024, 640);
    m_state = new WindowState(
        m_session->workspace(), [this] { return state(); }, this);
    restoreState(keepsState ? m_state->stored() : nlohmann::json::object());
    if (keepsState) {
        m_state->begin();
    } else {
        m_state = nullptr;
    }
}

MainWindow::~MainWindow() {
    // The pages talk to the session in their destructors' last signals: they go first.
    delete takeCentralWidget();
}

void MainWindow::build() {
    const QString folder = QString::fromStdString(m_session->workspace().string());
    setWindowTitle(QStringLiteral("%1 – LIRE Studio").arg(QDir(folder).dirName()));
    setWindowIcon(icon(QStringLiteral("lire"), Ink::Accent));
    m_log = new MessageLog(*m_session, this);
    auto* whole = new QWidget(this);
    m_top = new TopBar(*m_actions, folder, whole);
    m_rail = new Rail(whole);
    m_pages = new PageStack(*m_session, m_undo, whole);
    m_strip = new StatusStrip(*m_session, *m_log, whole);
    auto* grid = new QGridLayout(whole);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(0);
    grid->addWidget(m_top, 0, 0, 1, 2);
    grid->addWidget(m_rail, 1, 0);
    grid->addWidget(m_pages, 1, 1);
    grid->addWidget(m_strip, 2, 0, 1, 2);
    grid->setRowStretch(1, 1);
    grid->setColumnStretch(1, 1);
    setCentralWidget(whole);
    takeDroppedFiles(
        whole,
        [](const QStringList& files) {
            return files.size() == 1 && QFileInfo(files.front()).suffix().toLower() == "json";
        },
        [this](const QStringList& files) { openExperiment(files.front()); });
    whole->setFocusPolicy(Qt::ClickFocus);
    whole->setFocus();  // no button is marked before the keyboard is used
    m_commands = new CommandField(whole);
    m_sheet = new ShortcutSheet(whole);
    m_messages = new MessageList(*m_log, this);

    connect(m_rail, &Rail::chosen, m_pages, &PageStack::open);
    connect(m_pages, &PageStack::opened, this, &MainWindow::showPage);
    connect(m_strip, &StatusStrip::jobsWanted, this, [this] { m_pages->open("jobs"); });
    connect(m_strip, &StatusStrip::messagesWanted, m_actions->messages, &QAction::trigger);
    connect(m_log, &MessageLog::changed, this, [this] {
        const auto& all = m_log->messages();
        m_top->setMessages(static_cast<int>(all.size()),
                           !all.empty() && all.front().level == QLatin1String("error"));
    });
}

void MainWindow::connectActions() {
    const auto on = [this](QAction* action, auto&& work) {
        connect(action, &QAction::triggered, this, std::forward<decltype(work)>(work));
    };
    for (QAction* page : m_actions->pages) {
        on(page, [this, page] { m_pages->open(page->data().toString()); });
    }
    for (QAction* size : m_actions->textSizes) {
        size->setChecked(qFuzzyCompare(size->data().toDouble(), storedTextScale()));
        on(size, [this, size] { applyTextSize(size->data().toDouble()); });
    }
    on(m_actions->darkTheme, [this] { applyLook(Theme::Dark, textScale()); });
    on(m_actions->lightTheme, [this] { applyLook(Theme::Light, textScale()); });
    on(m_actions->newExperiment, [this] { openExperiment({}); });
    on(m_actions->openExperiment, [this] { askExperimentFile(); });
    on(m_actions->openWorkspace, [this] { askWorkspace(); });
    on(m_actions->closeWindow, [this] { close(); });
    on(m_actions->back, [this] { m_pages->back(); });
    on(m_actions->forward, [this] { m_pages->forward(); });
    on(m_actions->command, [this] { openCommandField(); });
    on(m_actions->messages, [this] { m_messages->popUp(m_top->messagesCorner()); });
    on(m_actions->nextPart, [this] { focusPart(1); });
    on(m_actions->previousPart, [this] { focusPart(-1); });
    on(m_actions->find, [this] {
        if (auto* field = m_pages->currentWidget()->findChild<QWidget*>("find")) {
            field->setFocus(Qt::ShortcutFocusReason);
        }
    });
    on(m_actions->shortcuts, [this] {
        const Page* page = m_pages->currentPage();
        std::vector<KeyHint> ofPage = page->keys();
        for (KeyHint& hint : ShortcutSheet::keysOf(page->actions())) {
            ofPage.push_back(std::move(hint));
        }
        const std::vector<QAction*> all = m_actions->all();
        m_sheet->open(
            page->accessibleName(),
            {{page->accessibleName(), ofPage},
             {tr("In a plot"),
              page->findChild<FigureView*>() != nullptr ? plotKeys() : std::vector<KeyHint>()},
             {tr("Everywhere"), ShortcutSheet::keysOf(QList<QAction*>(all.begin(), all.end()))}});
    });
    on(m_actions->about, [this] {
        m_log->add({.time = QDateTime::currentDateTime(),
                    .level = QStringLiteral("info"),
                    .problem = tr("LIRE Studio %1: listwise alignment experiments with language "
                                  "models, GPL-3.0-or-later")
                                   .arg(QCoreApplication::applicationVersion())});
        m_messages->popUp(m_top->messagesCorner());
    });
    connect(m_actions->recentMenu(), &QMenu::aboutToShow, this, [this] {
        QMenu* menu = m_actions->recentMenu();
        menu->clear();
        for (const QString& folder : recentWorkspaces()) {
            connect(menu->addAction(folder), &QAction::triggered, this, [this, folder] {
                Q_EMIT workspaceWanted(folder);
            });
        }
        menu->setDisabled(menu->isEmpty());
    });
}

void MainWindow::connectSession() {
    connect(m_session.get(), &Session::pageWanted, m_pages, &PageStack::open);
    connect(m_session.get(), &Session::experimentWanted, this, &MainWindow::openExperiment);
    connect(m_session.get(), &Session::jobChanged, this, &MainWindow::showJobActions);
    connect(m_session.get(), &Session::selectionChanged, this, &MainWindow::showJobActions);
    connect(m_session.get(), &Session::runsChanged, this, &MainWindow::showJobActions);
    connect(m_session.get(),
            &Session::promptsReady,
            this,
            [this](quint64 request, const PromptsPtr& prompts) {
                if (request == m_promptsAsked) {
                    m_commands->add(promptCommands(*m_session, *prompts));
                }
            });
    showJobActions();
}

void MainWindow::showPage(const QString& id) {
    m_rail->setCurrent(id);
    m_actions->back->setEnabled(m_pages->canGoBack());
    m_actions->forward->setEnabled(m_pages->canGoForward());
    m_actions->pageMenu()->clear();
    m_actions->pageMenu()->addActions(m_pages->currentPage()->actions());
    m_actions->pageMenu()->setDisabled(m_actions->pageMenu()->isEmpty());
}

void MainWindow::applyLook(Theme theme, double scale) {
    applyTheme(*qApp, theme, scale);
    storeLook(theme, scale);
    m_session->setTheme(theme);
    m_top->showTheme();
    m_actions->darkTheme->setChecked(theme == Theme::Dark);
    m_actions->lightTheme->setChecked(theme == Theme::Light);
}

void MainWindow::applyTextSize(double scale) {
    if (m_session->busy()) {
        storeLook(m_session->theme(), scale);
        m_log->add({.time = QDateTime::currentDateTime(),
                    .level = QStringLiteral("info"),
                    .problem = tr("The new text size holds from the window's next opening: a job "
                                  "is at work now")});
        return;
    }
    applyLook(m_session->theme(), scale);
    // Lengths are taken when a window is built: another one follows, opened as this was left.
    Q_EMIT workspaceWanted(QString::fromStdString(m_session->workspace().string()));
}

void MainWindow::openExperiment(const QString& file) {
    Page* page = m_pages->page(QStringLiteral("experiment"));
    page->restore(nlohmann::json{{"open", file.toStdString()}});
    m_pages->open(QStringLiteral("experiment"));
}

void MainWindow::askExperimentFile() {
    const QString file = QFileDialog::getOpenFileName(
        this, tr("Open an experiment"), {}, tr("Experiments (*.json)"));
    if (!file.isEmpty()) {
        openExperiment(file);
    }
}

void MainWindow::askWorkspace() {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open a workspace"));
    if (!folder.isEmpty()) {
        Q_EMIT workspaceWanted(folder);
    }
}

void MainWindow::focusPart(int by) {
    const std::vector<QWidget*> parts = {m_top, m_rail, m_pages, m_strip};
    int at = 0;
    for (std::size_t part = 0; part < parts.size(); ++part) {
        if (parts[part]->isAncestorOf(QApplication::focusWidget())) {
            at = static_cast<int>(part);
        }
    }
    const int count = static_cast<int>(parts.size());
    for (int step = 1; step < count; ++step) {
        const auto part = static_cast<std::size_t>((at + by * step + count * count) % count);
        for (QWidget* child : parts[part]->findChildren<QWidget*>()) {
            if (child->isVisible() && child->isEnabled() &&
                (child->focusPolicy() & Qt::TabFocus) != 0) {
                child->setFocus(Qt::TabFocusReason);
                return;
            }
        }
    }
}

nlohmann::json MainWindow::state() const {
    return {{"format", 1},
            {"geometry", saveGeometry().toBase64().toStdString()},
            {"page", m_pages->current().toStdString()},
            {"pages", m_pages->state()},
            {"selection", toJson(m_session->selection())}};
}

void MainWindow::restoreState(const nlohmann::json& state) {
    const auto text = [&state](const char* key) {
        const auto found = state.find(key);
        return found != state.end() && found->is_string() ? found->get<std::string>()
                                                          : std::string();
    };
    restoreGeometry(QByteArray::fromBase64(QByteArray::fromStdString(text("geometry"))));
    m_pages->restore(state.value("pages", nlohmann::json::object()));
    m_session->select(selectionFromJson(state.value("selection", nlohmann::json::object())));
    m_session->watchRun(m_session->selection().run);
    const QString page = QString::fromStdString(text("page"));
    m_pages->open(findPageKind(page) != nullptr ? page : pageKinds().front().id);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    Closing choice = Closing::Stop;
    if (m_session->busy()) {
        choice = m_askClosing();
    }
    if (choice == Closing::Stay) {
        event->ignore();
        return;
    }
    if (m_state != nullptr) {
        m_state->save();
    }
    hide();  // saving a job's state may take a moment
    if (choice == Closing::GoOn) {
        const QString run = m_session->currentRun();
        const QString workspace = QString::fromStdString(m_session->workspace().string());
        delete std::exchange(m_state, nullptr);
        delete takeCentralWidget();
        m_session.reset();
        if (!run.isEmpty()) {
            goOnWithoutWindow(run, workspace);
        }
    }
    event->accept();
}

}  // namespace lire::ui
