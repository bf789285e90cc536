// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/status_strip.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QMouseEvent>
#include <QProgressBar>
#include <QPushButton>
#include <QThread>
#include <QTimer>
#include <QToolButton>
#include <algorithm>
#include <utility>

#include "ui/parts/elided_label.h"
#include "ui/parts/icon_label.h"
#include "ui/parts/state_chip.h"
#include "ui/theme/fonts.h"
#include "ui/window/host_memory.h"
#include "ui/window/message_log.h"

namespace lire::ui {

namespace {

constexpr int memoryMilliseconds = 2000;

QToolButton* iconButton(const QString& name, const QString& words, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setProperty("kind", QStringLiteral("quiet"));
    button->setIcon(icon(name));
    button->setToolTip(words);
    button->setAccessibleName(words);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

QProgressBar* thinBar(int width, QWidget* parent) {
    auto* bar = new QProgressBar(parent);
    bar->setTextVisible(false);
    bar->setFixedWidth(scaled(width));
    bar->setRange(0, 1000);
    return bar;
}

bool isActive(const std::string& state) {
    return state == "running" || state == "paused";
}

}  // namespace

QString followedRun(const Session& session) {
    if (!session.currentRun().isEmpty()) {
        return session.currentRun();
    }
    const RunListPtr runs = session.runs();
    const auto found = std::find_if(
        runs->begin(), runs->end(), [](const auto& run) { return isActive(run.state); });
    if (found != runs->end()) {
        return QString::fromStdString(found->id);
    }
    const auto last =
        std::max_element(runs->begin(), runs->end(), [](const auto& one, const auto& other) {
            return one.changed < other.changed;
        });
    return last != runs->end() && last->state == "failed" ? QString::fromStdString(last->id)
                                                          : QString();
}

StatusStrip::StatusStrip(Session& session, MessageLog& log, QWidget* parent)
    : QWidget(parent), m_session(session), m_log(log) {
    setObjectName(QStringLiteral("strip"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(scaled(34));
    setAccessibleName(tr("Status"));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(scaled(12), 1, scaled(12), 0);
    line->setSpacing(scaled(8));
    buildJob(line);
    buildRight(line);

    connect(&m_session, &Session::jobChanged, this, &StatusStrip::showJob);
    connect(&m_session, &Session::runsChanged, this, &StatusStrip::showJob);
    connect(&m_session, &Session::runChanged, this, &StatusStrip::showJob);
    connect(&m_log, &MessageLog::changed, this, &StatusStrip::showMessages);
    connect(&m_log, &MessageLog::changed, this, &StatusStrip::showNewest);
    connect(m_toldEnds, &QTimer::timeout, this, &StatusStrip::showNewest);
    auto* timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &StatusStrip::showMemory);
    timer->start(memoryMilliseconds);
    showJob();
    showMemory();
    showMessages();
}

void StatusStrip::buildJob(QHBoxLayout* line) {
    m_chip = new StateChip(this);
    m_name = new ElidedLabel(this);
    m_name->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_progress = thinBar(150, this);
    m_progress->setAccessibleName(tr("Progress of the run"));
    m_percent = new QLabel(this);
    m_percent->setProperty("kind", QStringLiteral("number"));
    m_doing = new ElidedLabel(this);
    m_doing->setProperty("kind", QStringLiteral("text2"));
    m_told = new ElidedLabel(this);
    m_told->setProperty("kind", QStringLiteral("error"));
    m_told->setAccessibleName(tr("The newest error"));
    m_told->hide();
    m_toldEnds = new QTimer(this);
    m_toldEnds->setSingleShot(true);
    m_pause = iconButton(QStringLiteral("pause"), tr("Pause or go on (Ctrl+.)"), this);
    m_stop = iconButton(QStringLiteral("stop"), tr("Stop and keep (Ctrl+Shift+.)"), this);
    connect(m_pause, &QToolButton::clicked, this, [this] {
        m_session.paused() ? m_session.unpause() : m_session.pause();
    });
    connect(
        m_stop, &QToolButton::clicked, this, [this] { m_session.stop(m_session.currentRun()); });
    line->addWidget(m_chip);
    line->addWidget(m_name);
    line->addWidget(m_progress);
    line->addWidget(m_percent);
    line->addWidget(m_doing, 1);
    line->addWidget(m_told, 1);
    line->addWidget(m_pause);
    line->addWidget(m_stop);
}

void StatusStrip::buildRight(QHBoxLayout* line) {
    m_waiting = new QLabel(this);
    m_waiting->setProperty("kind", QStringLiteral("text2"));
    m_memory = new QLabel(this);
    m_memory->setObjectName(QStringLiteral("device"));
    m_memory->setProperty("kind", QStringLiteral("text2"));
    m_memoryBar = thinBar(68, this);
    m_memoryBar->setAccessibleName(tr("Memory of this computer"));
    m_messages = new QPushButton(this);
    m_messages->setProperty("kind", QStringLiteral("quiet"));
    connect(m_messages, &QPushButton::clicked, this, &StatusStrip::messagesWanted);
    line->addWidget(m_waiting);
    line->addWidget(new IconLabel(QStringLiteral("device"), Ink::Text2, 16, this));
    line->addWidget(m_memory);
    line->addWidget(m_memoryBar);
    line->addWidget(m_messages);
}

void StatusStrip::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        if (!m_job.run.isEmpty() && m_job.run != m_session.selection().run) {
            m_session.select({.run = m_job.run});  // it leads to what it names
        }
        Q_EMIT jobsWanted();
    }
}

void StatusStrip::showJob() {
    const QString run = followedRun(m_session);
    const bool any = !run.isEmpty();
    JobLine job;
    if (any) {
        m_session.watchRun(run);
        if (const RunSnapshotPtr snapshot = m_session.run(run)) {
            job = jobLine(*snapshot);
        }
        job.run = run;
    }
    const bool own = any && run == m_session.currentRun();
    m_chip->setState(own && m_session.paused() ? "paused" : job.state);
    m_chip->setVisible(any);
    m_name->setText(any ? job.name : tr("No job is running"));
    m_progress->setVisible(any);
    m_progress->setValue(qRound(job.fraction * 1000.0));
    m_percent->setVisible(any);
    m_percent->setText(QStringLiteral("%1 %").arg(qRound(job.fraction * 100.0), 3));
    const bool another = any && !own && isActive(job.state);
    m_doing->setText(another ? job.doing + tr(" · run by another program") : job.doing);
    m_pause->setVisible(own);
    m_pause->setIcon(icon(m_session.paused() ? QStringLiteral("play") : QStringLiteral("pause")));
    m_stop->setVisible(own);
    m_job = std::move(job);
    showMemory();

    const RunListPtr runs = m_session.runs();
    const auto waiting = std::count_if(
        runs->begin(), runs->end(), [](const auto& other) { return other.state == "queued"; });
    m_waiting->setVisible(waiting > 0);
    m_waiting->setText(waiting == 1 ? tr("1 job waiting") : tr("%1 jobs waiting").arg(waiting));
    m_waiting->setContentsMargins(0, 0, scaled(8), 0);
}

void StatusStrip::showMemory() {
    QStringList words = {m_job.device.isEmpty() ? processorInWords(QThread::idealThreadCount())
                                                : m_job.device};
    const HostMemory memory = hostMemory();
    m_memoryBar->setVisible(memory.total > 0);
    if (memory.total > 0) {
        const double gigabyte = 1e9;
        words << tr("%1 of %2 GB")
                     .arg(static_cast<double>(memory.used) / gigabyte, 0, 'f', 1)
                     .arg(static_cast<double>(memory.total) / gigabyte, 0, 'f', 0);
        m_memoryBar->setValue(static_cast<int>(memory.used * 1000 / memory.total));
    }
    if (!m_job.peak.isEmpty()) {
        words << m_job.peak;
    }
    m_memory->setText(words.join(QStringLiteral(" · ")));
}

void StatusStrip::showNewest() {
    constexpr int shownMilliseconds = 12000;
    const Message newest = m_log.messages().empty() ? Message() : m_log.messages().front();
    const bool error = newest.level == QLatin1String("error");
    if (error && newest.time != m_toldAt) {
        m_toldAt = newest.time;
        m_toldEnds->start(shownMilliseconds);
    }
    const bool shown = error && m_toldEnds->isActive();
    m_told->setText(shown ? newest.sentence() : QString());
    m_told->setVisible(shown);
    m_doing->setVisible(!shown);
}

void StatusStrip::showMessages() {
    const auto& messages = m_log.messages();
    const auto any = [&messages](const char* level) {
        return std::any_of(messages.begin(), messages.end(), [level](const Message& message) {
            return message.level == QLatin1String(level);
        });
    };
    const QString words =
        messages.size() == 1 ? tr("1 message") : tr("%1 messages").arg(messages.size());
    m_messages->setText(words);
    m_messages->setIcon(any("error")  ? icon(QStringLiteral("error"), Ink::Error)
                        : any("warn") ? icon(QStringLiteral("warning"), Ink::Warn)
                                      : icon(QStringLiteral("info"), Ink::Accent));
    m_messages->setVisible(!messages.empty());
}

}  // namespace lire::ui
