// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QWidget>

#include "ui/window/job_line.h"

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QTimer;
class QToolButton;

namespace lire::ui {

class ElidedLabel;
class MessageLog;
class Session;
class StateChip;

/// The foot of the window on every page: the job, its progress and time left, pause and stop; jobs
/// waiting; the device's memory; messages. Thread: window.
class StatusStrip final : public QWidget {
    Q_OBJECT
public:
    StatusStrip(Session& session, MessageLog& log, QWidget* parent = nullptr);

Q_SIGNALS:
    void jobsWanted();
    void messagesWanted();

protected:
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    void buildJob(QHBoxLayout* line);
    void buildRight(QHBoxLayout* line);
    void showJob();
    void showMemory();
    void showMessages();
    /// What was told anew, for a while: an error that answers a click must be in sight.
    void showNewest();

    Session& m_session;
    MessageLog& m_log;
    StateChip* m_chip;
    ElidedLabel* m_name;
    QProgressBar* m_progress;
    QLabel* m_percent;
    ElidedLabel* m_doing;
    ElidedLabel* m_told;  ///< the newest error, for a while
    QTimer* m_toldEnds;
    QDateTime m_toldAt;
    QToolButton* m_pause;
    QToolButton* m_stop;
    QLabel* m_waiting;
    QLabel* m_memory;
    QProgressBar* m_memoryBar;
    QPushButton* m_messages;
    JobLine m_job;
};

/// The run that the strip follows: the window's own job, else one that another program runs here,
/// else the one that was at work last where it failed, else none. Thread: window.
QString followedRun(const Session& session);

}  // namespace lire::ui
