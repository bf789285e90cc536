// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/experiment_check.h"

#include "core/experiment/experiment_json.h"
#include "core/plain_reason.h"

namespace lire::ui {

namespace {

constexpr int pauseMilliseconds = 120;    ///< between the last key and the check
constexpr int faultMilliseconds = 400;    ///< a text is no JSON at most times while it is typed
constexpr unsigned long planPause = 350;  ///< ms more before data files are read

/// As preflight() does: what a library raises is told, it does not end the window.
std::vector<Error> check(const nlohmann::json& experiment, const std::filesystem::path& file) {
    try {
        return experiment::checkExperiment(experiment, file.parent_path());
    } catch (const std::exception& error) {
        return {Error(file.string(),
                      plainReason(error),
                      "free memory or disk and check again",
                      Blame::Running)};
    }
}

}  // namespace

ExperimentCheck::ExperimentCheck(QObject* parent)
    : QObject(parent), m_worker(new QObject), m_newest(std::make_shared<std::atomic<quint64>>(0)) {
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.setObjectName(QStringLiteral("experiment check"));
    m_thread.start(QThread::LowPriority);
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &ExperimentCheck::send);
}

ExperimentCheck::~ExperimentCheck() {
    ++*m_newest;  // a plan that waits is not made any more
    m_thread.quit();
    m_thread.wait();
}

void ExperimentCheck::ask(const nlohmann::json& experiment, const std::filesystem::path& file) {
    m_experiment = experiment;
    m_file = file;
    m_known = nullptr;
    m_busy = true;
    ++*m_newest;
    m_pause.start(pauseMilliseconds);
}

void ExperimentCheck::tell(const Error& error) {
    m_known = std::make_shared<std::vector<Error>>(1, error);
    m_busy = true;
    ++*m_newest;
    m_pause.start(faultMilliseconds);
}

void ExperimentCheck::send() {
    if (m_known) {
        m_busy = false;
        Q_EMIT checked(m_known);
        return;
    }
    const quint64 request = ++*m_newest;
    const auto answer = [this, request, newest = m_newest](auto&& tell) {
        QMetaObject::invokeMethod(this, [request, newest, tell] {
            if (*newest == request) {
                tell();
            }
        });
    };
    QMetaObject::invokeMethod(
        m_worker, [this, request, newest = m_newest, json = m_experiment, file = m_file, answer] {
            if (*newest != request) {
                return;
            }
            const ErrorsPtr errors = std::make_shared<std::vector<Error>>(check(json, file));
            answer([this, errors] { Q_EMIT checked(errors); });
            QThread::msleep(planPause);
            if (*newest != request) {
                return;
            }
            const PreflightPtr plan =
                std::make_shared<experiment::Preflight>(experiment::preflight(json, file));
            answer([this, plan] {
                m_busy = false;
                Q_EMIT planned(plan);
            });
        });
}

}  // namespace lire::ui
