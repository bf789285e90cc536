// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/store/job_control.h"

#include <QTimer>
#include <utility>

#include "core/error.h"

namespace lire::ui {

namespace {

constexpr int retryMilliseconds = 2000;
constexpr int watchMilliseconds = 300;

}  // namespace

JobControl::JobControl(std::filesystem::path workspace)
    : m_workspace(std::move(workspace)), m_watch(new QTimer(this)) {
    m_watch->setSingleShot(true);
    m_watch->setInterval(watchMilliseconds);
    connect(m_watch, &QTimer::timeout, this, &JobControl::report);
}

JobControl::~JobControl() = default;

void JobControl::receive(const runs::Event& event) {
    Q_EMIT eventArrived(event);
    if (std::holds_alternative<runs::StateEvent>(event.body)) {
        // The runner is asked on the control thread: this call must not wait for its locks.
        QMetaObject::invokeMethod(this, &JobControl::report, Qt::QueuedConnection);
    }
}

void JobControl::begin() {
    try {
        takeHold();
        report();
    } catch (const Error& error) {
        Q_EMIT held(QString::fromStdString(error.place()),
                    QString::fromStdString(error.problem()),
                    QString::fromStdString(error.mend()));
        m_retry = new QTimer(this);
        connect(m_retry, &QTimer::timeout, this, &JobControl::tryAgain);
        m_retry->start(retryMilliseconds);
    }
}

void JobControl::tryAgain() {
    if (takesHold()) {
        m_retry->stop();
        report();
    }
}

void JobControl::takeHold() {
    const bool holds = m_runner != nullptr;
    runner();
    if (!holds) {
        guarded([this] { runner().resumeQueued(); });
    }
}

bool JobControl::takesHold() {
    try {
        takeHold();
        return true;
    } catch (const Error&) {
        return false;  // that it is held was said at the beginning
    }
}

void JobControl::start(const nlohmann::json& experiment,
                       const QString& experimentFile,
                       bool resume) {
    guarded([&] {
        const std::filesystem::path file = experimentFile.toStdString();
        Q_EMIT started(QString::fromStdString(resume ? runner().resumeOrStart(experiment, file)
                                                     : runner().start(experiment, file)));
    });
}

void JobControl::resume(const QString& run) {
    guarded([&] {
        runner().resume(run.toStdString());
        Q_EMIT started(run);
    });
}

void JobControl::pause() {
    guarded([this] { runner().pause(); });
}

void JobControl::unpause() {
    guarded([this] { runner().unpause(); });
}

void JobControl::stop(const QString& run) {
    guarded([&] { runner().stop(run.toStdString()); });
}

void JobControl::end() {
    delete std::exchange(m_retry, nullptr);
    m_runner.reset();
}

experiment::JobRunner& JobControl::runner() {
    if (!m_runner) {
        m_runner = std::make_unique<experiment::JobRunner>(m_workspace, *this);
    }
    return *m_runner;
}

template <class Work>
void JobControl::guarded(const Work& work) {
    const auto tell = [this](const Error& error) {
        Q_EMIT failed(QString::fromStdString(error.place()),
                      QString::fromStdString(error.problem()),
                      QString::fromStdString(error.mend()));
    };
    try {
        work();
    } catch (const Errors& errors) {
        for (const Error& error : errors.errors()) {
            tell(error);
        }
    } catch (const Error& error) {
        tell(error);
    } catch (const std::exception& problem) {
        tell(Error(
            m_workspace.string(), problem.what(), "see the messages of the run", Blame::Running));
    }
    report();
}

void JobControl::report() {
    const bool busy = m_runner && m_runner->busy();
    if (m_runner) {
        Q_EMIT stateRead(
            true, busy, m_runner->paused(), QString::fromStdString(m_runner->current()));
    } else {
        Q_EMIT stateRead(false, false, false, QString());
    }
    // A run's last event comes a moment before the runner is free: that moment has no event.
    if (busy) {
        m_watch->start();
    }
}

}  // namespace lire::ui
