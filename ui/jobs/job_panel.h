// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/runs/run_records.h"
#include "ui/jobs/job_facts.h"

class QGridLayout;
class QLabel;
class QProgressBar;
class QPushButton;

namespace lire::ui {

class ElidedLabel;
class Panel;
class StateChip;

/// How this window stands to the shown run.
enum class JobHold {
    None,     ///< nobody here works on it: it may be resumed
    Waiting,  ///< in the window's queue
    Working,  ///< the window's worker runs it
    Paused
};

/// The run in words and numbers: state, progress, time left, pause and stop, the facts of the stage
/// at work. Thread: window.
class JobPanel final : public QWidget {
    Q_OBJECT
public:
    explicit JobPanel(QWidget* parent = nullptr);
    void setJob(const runs::RunSummary& run, const JobFacts& facts, JobHold hold, bool busy);

Q_SIGNALS:
    void pauseWanted();
    void unpauseWanted();
    void resumeWanted();
    void stopWanted();
    void editWanted();

private:
    void setRow(int row, const QString& name, const QString& value);

    Panel* m_panel = nullptr;
    StateChip* m_chip = nullptr;
    QLabel* m_percent = nullptr;
    QLabel* m_left = nullptr;
    QProgressBar* m_bar = nullptr;
    ElidedLabel* m_stage = nullptr;
    QLabel* m_stageLeft = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_edit = nullptr;  ///< of a run that ended before its time
    QGridLayout* m_rows = nullptr;
    JobHold m_hold = JobHold::None;
};

}  // namespace lire::ui
