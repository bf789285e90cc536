// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session.h"

#include <QDesktopServices>
#include <QThread>
#include <QUrl>
#include <algorithm>
#include <map>

#include "core/error.h"
#include "core/experiment/experiment_json.h"
#include "core/runs/run_folder.h"
#include "ui/store/job_control.h"
#include "ui/store/resource_file.h"
#include "ui/store/shell_words.h"
#include "ui/store/store_reader.h"

namespace lire::ui {

struct Session::Parts {
    std::filesystem::path workspace;
    bool readOnly = false;
    QThread readerThread;
    QThread controlThread;
    StoreReader* reader = nullptr;  ///< deleted by its thread's end
    JobControl* control = nullptr;  ///< the same; null where readOnly
    quint64 lastRequest = 0;
    RunListPtr runs = std::make_shared<std::vector<runs::RunSummary>>();
    ExperimentsPtr experiments;
    std::map<QString, RunSnapshotPtr> snapshots;
    Selection selection;
    std::set<std::string> shownRuns;
    Theme theme = Theme::Dark;
    bool holds = false;
    bool busy = false;
    bool paused = false;
    QString current;

    template <class Method, class... Arguments>
    void ask(Method method, const Arguments&... arguments) {
        QMetaObject::invokeMethod(
            reader,
            [target = reader, method, arguments...] { (target->*method)(arguments...); },
            Qt::QueuedConnection);
    }

    template <class Method, class... Arguments>
    bool command(Method method, const Arguments&... arguments) {
        if (control == nullptr) {
            return false;
        }
        QMetaObject::invokeMethod(
            control,
            [target = control, method, arguments...] { (target->*method)(arguments...); },
            Qt::QueuedConnection);
        return true;
    }
};

namespace {

/// The stored path is of the place where the report was written: the workspace may have moved.
std::filesystem::path reportFile(const std::filesystem::path& workspace,
                                 const runs::RunSummary& run) {
    const std::filesystem::path stored = run.report;
    const auto folder = runs::runFolderPath(workspace, run.id);
    return std::filesystem::absolute(folder / "report" / stored.filename());
}

/// The workspace's folder, or an Error where it cannot be one.
std::filesystem::path checkedWorkspace(std::filesystem::path workspace) {
    std::error_code problem;
    if (std::filesystem::exists(workspace, problem) &&
        !std::filesystem::is_directory(workspace, problem)) {
        throw Error(workspace.string(), "the workspace is a file", "name a folder");
    }
    return workspace;
}

}  // namespace

Session::Session(std::filesystem::path workspace, bool readOnly, QObject* parent)
    : QObject(parent), m_parts(std::make_unique<Parts>()) {
    qRegisterMetaType<RunListPtr>();
    qRegisterMetaType<ExperimentsPtr>();
    qRegisterMetaType<RunSnapshotPtr>();
    qRegisterMetaType<ResponsesPtr>();
    qRegisterMetaType<PromptsPtr>();
    qRegisterMetaType<runs::Event>();
    m_parts->workspace = checkedWorkspace(std::move(workspace));
    m_parts->readOnly = readOnly;

    m_parts->reader = new StoreReader(m_parts->workspace);
    m_parts->reader->moveToThread(&m_parts->readerThread);
    connect(&m_parts->readerThread, &QThread::finished, m_parts->reader, &QObject::deleteLater);
    connect(m_parts->reader,
            &StoreReader::runsRead,
            this,
            [this](const RunListPtr& runs, const ExperimentsPtr& experiments) {
                m_parts->runs = runs;
                m_parts->experiments = experiments;
                Q_EMIT runsChanged();
            });
    connect(m_parts->reader,
            &StoreReader::runRead,
            this,
            [this](const QString& id, const RunSnapshotPtr& run) {
                m_parts->snapshots[id] = run;
                Q_EMIT runChanged(id);
            });
    connect(m_parts->reader, &StoreReader::responsesRead, this, &Session::responsesReady);
    connect(m_parts->reader, &StoreReader::promptsRead, this, &Session::promptsReady);
    connect(m_parts->reader, &StoreReader::failed, this, &Session::failed);
    m_parts->readerThread.setObjectName(QStringLiteral("store reader"));
    m_parts->readerThread.start();
    m_parts->ask(&StoreReader::begin);

    if (!readOnly) {
        beginControl();
    }
}

void Session::beginControl() {
    m_parts->control = new JobControl(m_parts->workspace);
    m_parts->control->moveToThread(&m_parts->controlThread);
    connect(&m_parts->controlThread, &QThread::finished, m_parts->control, &QObject::deleteLater);
    connect(m_parts->control, &JobControl::eventArrived, this, &Session::eventArrived);
    connect(m_parts->control, &JobControl::failed, this, &Session::failed);
    connect(m_parts->control, &JobControl::held, this, &Session::watching);
    connect(m_parts->control, &JobControl::started, this, [this](const QString& run) {
        Selection next = m_parts->selection;
        next.run = run;
        next.policy.clear();
        next.step.reset();
        select(next);
        watchRun(run);
    });
    connect(m_parts->control,
            &JobControl::stateRead,
            this,
            [this](bool holds, bool busy, bool paused, const QString& current) {
                if (holds == m_parts->holds && busy == m_parts->busy && paused == m_parts->paused &&
                    current == m_parts->current) {
                    return;
                }
                m_parts->holds = holds;
                m_parts->busy = busy;
                m_parts->paused = paused;
                m_parts->current = current;
                if (!current.isEmpty()) {
                    watchRun(current);
                }
                Q_EMIT jobChanged();
            });
    m_parts->controlThread.setObjectName(QStringLiteral("job control"));
    m_parts->controlThread.start();
    m_parts->command(&JobControl::begin);
}

Session::~Session() {
    if (m_parts->control != nullptr) {
        m_parts->command(&JobControl::end);  // waits for the run's state to be on disk
        m_parts->controlThread.quit();
        m_parts->controlThread.wait();
    }
    m_parts->readerThread.quit();
    m_parts->readerThread.wait();
}

const std::filesystem::path& Session::workspace() const {
    return m_parts->workspace;
}

RunListPtr Session::runs() const {
    return m_parts->runs;
}

std::shared_ptr<const nlohmann::json> Session::experiment(const std::string& run) const {
    if (!m_parts->experiments) {
        return nullptr;
    }
    const auto found = m_parts->experiments->find(run);
    return found == m_parts->experiments->end() ? nullptr : found->second;
}

RunSnapshotPtr Session::run(const QString& id) const {
    const auto found = m_parts->snapshots.find(id);
    return found == m_parts->snapshots.end() ? nullptr : found->second;
}

void Session::watchRun(const QString& id) {
    if (!id.isEmpty() && m_parts->snapshots.try_emplace(id).second) {
        m_parts->ask(&StoreReader::watch, id);
    }
}

quint64 Session::askResponses(const QString& run, const runs::ResponseFilter& filter) {
    const quint64 request = ++m_parts->lastRequest;
    m_parts->ask(&StoreReader::readResponses, request, run, filter);
    return request;
}

quint64 Session::askPrompts(const QString& run) {
    const quint64 request = ++m_parts->lastRequest;
    m_parts->ask(&StoreReader::readPrompts, request, run);
    return request;
}

const Selection& Session::selection() const {
    return m_parts->selection;
}

void Session::select(const Selection& selection) {
    if (m_parts->selection != selection) {
        m_parts->selection = selection;
        Q_EMIT selectionChanged();
    }
}

const std::set<std::string>& Session::shownRuns() const {
    return m_parts->shownRuns;
}

void Session::setShownRuns(const std::set<std::string>& runs) {
    m_parts->shownRuns = runs;
}

Theme Session::theme() const {
    return m_parts->theme;
}

void Session::setTheme(Theme theme) {
    if (m_parts->theme != theme) {
        m_parts->theme = theme;
        Q_EMIT themeChanged();
    }
}

void Session::start(const nlohmann::json& experiment, const QString& experimentFile) {
    if (!m_parts->command(&JobControl::start, experiment, experimentFile, false)) {
        tellReadOnly();
    }
}

void Session::resumeOrStart(const nlohmann::json& experiment, const QString& experimentFile) {
    if (!m_parts->command(&JobControl::start, experiment, experimentFile, true)) {
        tellReadOnly();
    }
}

void Session::resume(const QString& run) {
    if (!m_parts->command(&JobControl::resume, run)) {
        tellReadOnly();
    }
}

void Session::pause() {
    m_parts->command(&JobControl::pause);
}

void Session::unpause() {
    m_parts->command(&JobControl::unpause);
}

void Session::stop(const QString& run) {
    m_parts->command(&JobControl::stop, run);
}

bool Session::holds() const {
    return m_parts->holds;
}

bool Session::busy() const {
    return m_parts->busy;
}

bool Session::paused() const {
    return m_parts->paused;
}

QString Session::currentRun() const {
    return m_parts->current;
}

void Session::openPage(const QString& id) {
    Q_EMIT pageWanted(id);
}

void Session::openExperiment(const QString& file) {
    Q_EMIT experimentWanted(file);
}

void Session::editExperimentOf(const QString& run) {
    const RunSnapshotPtr snapshot = this->run(run);
    if (!snapshot) {
        return;
    }
    std::filesystem::path file = snapshot->definition.experimentFile;
    std::error_code absent;
    if (!std::filesystem::exists(file, absent)) {
        file = runs::runFolderPath(m_parts->workspace, run.toStdString()) / "experiment.json";
    }
    openExperiment(QString::fromStdString(file.string()));
}

void Session::openReport(const QString& run) {
    const auto found = std::find_if(
        m_parts->runs->begin(), m_parts->runs->end(), [&run](const runs::RunSummary& one) {
            return run == QString::fromStdString(one.id);
        });
    if (found == m_parts->runs->end() || found->report.empty()) {
        return;
    }
    const auto file = reportFile(m_parts->workspace, *found);
    const QString path = QString::fromStdString(file.string());
    std::error_code absent;
    if (!std::filesystem::exists(file, absent)) {
        Q_EMIT failed(path,
                      tr("the report is not there"),
                      tr("write it again by lire report %1 --workspace %2")
                          .arg(shellWord(run),
                               shellWord(QString::fromStdString(m_parts->workspace.string()))));
    } else if (!QDesktopServices::openUrl(QUrl::fromLocalFile(path))) {
        Q_EMIT failed(path,
                      tr("no program of this desktop opens the report"),
                      tr("open the file in a browser"));
    }
}

void Session::runDemo() {
    const QString file = resourceFile(QStringLiteral("experiments/demo.json"));
    try {
        resumeOrStart(experiment::readExperimentFile(file.toStdString()), file);
        openPage(QStringLiteral("jobs"));
    } catch (const Error& error) {
        Q_EMIT failed(QString::fromStdString(error.place()),
                      QString::fromStdString(error.problem()),
                      QString::fromStdString(error.mend()));
    }
}

void Session::tellReadOnly() {
    Q_EMIT failed(QString::fromStdString(m_parts->workspace.string()),
                  tr("this window only shows the workspace"),
                  tr("open it without --capture to start a run"));
}

}  // namespace lire::ui
