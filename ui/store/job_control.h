// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <filesystem>
#include <memory>

#include <nlohmann/json.hpp>

#include "core/experiment/job_runner.h"

class QTimer;

namespace lire::ui {

/// Calls the job runner on a thread of its own, since starting and stopping may take seconds: the
/// window never waits. Thread: the control thread, for all slots; receive() is called on the
/// runner's worker; signals arrive queued.
class JobControl final : public QObject, public runs::EventSink {
    Q_OBJECT
public:
    explicit JobControl(std::filesystem::path workspace);
    ~JobControl() override;

    void receive(const runs::Event& event) override;

public Q_SLOTS:  // NOLINT(readability-redundant-access-specifiers): moc reads it
    /// Takes hold of the workspace and takes up the jobs that waited in it; held() tells where
    /// another program has it, and it is tried again until that one ends.
    void begin();
    /// `resume`: goes on with the newest unfinished run of this experiment where there is one.
    void start(const nlohmann::json& experiment, const QString& experimentFile, bool resume);
    void resume(const QString& run);
    void pause();
    void unpause();
    /// As JobRunner::stop(run).
    void stop(const QString& run);
    /// Stops what runs, waits until it is saved, and gives the workspace back.
    void end();

Q_SIGNALS:
    void eventArrived(const lire::runs::Event& event);
    /// What the runner says of itself, after each call and each change of state; `holds`: this
    /// window has the workspace, and all that waits in it.
    void stateRead(bool holds, bool busy, bool paused, const QString& current);
    void started(const QString& run);
    void held(const QString& place, const QString& problem, const QString& mend);
    void failed(const QString& place, const QString& problem, const QString& mend);

private:
    /// The runner, made at the first need; raises Error where the workspace is held.
    experiment::JobRunner& runner();
    void tryAgain();
    /// Raises Error where the workspace is held.
    void takeHold();
    /// False where another program holds the workspace still.
    bool takesHold();
    template <class Work>
    void guarded(const Work& work);
    void report();

    std::filesystem::path m_workspace;
    std::unique_ptr<experiment::JobRunner> m_runner;
    QTimer* m_watch = nullptr;  ///< reports again while a run is at work
    QTimer* m_retry = nullptr;  ///< while another program holds the workspace
};

}  // namespace lire::ui
