// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/job_panel.h"

#include <QDateTime>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>

#include "ui/parts/elided_label.h"
#include "ui/parts/panel.h"
#include "ui/parts/state_chip.h"
#include "ui/plots/number_text.h"
#include "ui/theme/icon.h"

namespace lire::ui {
namespace {

constexpr int barSteps = 1000;

QLabel* makeLabel(const char* kind, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setProperty("kind", QLatin1String(kind));
    return label;
}

QString count(qint64 value) {
    return numberText(static_cast<double>(value), 0);
}

}  // namespace

JobPanel::JobPanel(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("clear"));
    auto* around = new QVBoxLayout(this);
    around->setContentsMargins(0, 0, 0, 0);
    m_panel = new Panel(QString(), this);
    around->addWidget(m_panel);
    m_chip = new StateChip(m_panel);
    m_panel->head()->addWidget(m_chip);

    auto* top = new QHBoxLayout;
    m_percent = makeLabel("big", m_panel);
    m_left = makeLabel("heading", m_panel);
    top->addWidget(m_percent);
    top->addStretch(1);
    top->addWidget(m_left);
    m_bar = new QProgressBar(m_panel);
    m_bar->setRange(0, barSteps);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress of the run"));
    auto* under = new QHBoxLayout;
    m_stage = new ElidedLabel(m_panel);
    m_stage->setProperty("kind", QStringLiteral("text2"));
    m_stageLeft = makeLabel("text2", m_panel);
    under->addWidget(m_stage, 1);
    under->addWidget(m_stageLeft);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    m_pause = new QPushButton(m_panel);
    m_stop = new QPushButton(icon(QStringLiteral("stop"), Ink::Text), QString(), m_panel);
    buttons->addWidget(m_pause, 1);
    buttons->addWidget(m_stop, 1);
    m_edit = new QPushButton(
        icon(QStringLiteral("experiment"), Ink::Text), tr("Edit experiment"), m_panel);
    m_edit->setToolTip(
        tr("Opens its file: what is changed there holds for a new run, while "
           "Resume goes on with the settings that this one began with"));
    buttons->addWidget(m_edit, 1);
    connect(m_edit, &QPushButton::clicked, this, &JobPanel::editWanted);
    connect(m_stop, &QPushButton::clicked, this, &JobPanel::stopWanted);
    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (m_hold == JobHold::Working) {
            Q_EMIT pauseWanted();
        } else if (m_hold == JobHold::Paused) {
            Q_EMIT unpauseWanted();
        } else {
            Q_EMIT resumeWanted();
        }
    });

    m_rows = new QGridLayout;
    m_rows->setVerticalSpacing(4);
    m_rows->setColumnStretch(1, 1);
    m_panel->body()->addLayout(top);
    m_panel->body()->addWidget(m_bar);
    m_panel->body()->addLayout(under);
    m_panel->body()->addLayout(buttons);
    m_panel->body()->addLayout(m_rows);
}

void JobPanel::setRow(int row, const QString& name, const QString& value) {
    if (m_rows->itemAtPosition(row, 0) == nullptr) {
        auto* valueLabel = new ElidedLabel(m_panel);
        valueLabel->setProperty("kind", QStringLiteral("number"));
        valueLabel->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        m_rows->addWidget(makeLabel("text2", m_panel), row, 0);
        m_rows->addWidget(valueLabel, row, 1);
    }
    auto* nameLabel = qobject_cast<QLabel*>(m_rows->itemAtPosition(row, 0)->widget());
    auto* valueLabel = qobject_cast<QLabel*>(m_rows->itemAtPosition(row, 1)->widget());
    nameLabel->setText(name);
    valueLabel->setText(value);
    nameLabel->setVisible(!value.isEmpty());
    valueLabel->setVisible(!value.isEmpty());
}

void JobPanel::setJob(const runs::RunSummary& run, const JobFacts& facts, JobHold hold, bool busy) {
    m_hold = hold;
    m_panel->setHeading(QString::fromStdString(run.name));
    m_panel->setToolTip(QString::fromStdString(run.id));
    m_chip->setState(hold == JobHold::Paused ? "paused" : run.state);
    m_percent->setText(tr("%1 %").arg(numberText(100.0 * facts.fraction, 0)));
    m_bar->setValue(static_cast<int>(facts.fraction * barSteps));
    const bool working = run.state == "running" && hold != JobHold::Paused;
    const auto leftText = [working](const std::optional<double>& seconds) {
        return working && seconds ? tr("%1 left").arg(durationText(*seconds)) : QString();
    };
    QString left = leftText(facts.runSecondsLeft);
    if (!left.isEmpty()) {
        const auto end =
            QDateTime::currentDateTime().addSecs(static_cast<qint64>(*facts.runSecondsLeft));
        left = tr("%1, ends %2").arg(left, end.toString(QStringLiteral("hh:mm")));
    }
    m_left->setText(left);
    m_left->setToolTip(tr("Of the whole run"));
    m_stageLeft->setText(leftText(facts.secondsLeft));
    m_stageLeft->setToolTip(tr("Of the stage at work"));
    m_stage->setText(facts.stageTitle);

    const bool mine = hold == JobHold::Working || hold == JobHold::Paused;
    m_pause->setText(hold == JobHold::Working ? tr("Pause") : tr("Resume"));
    m_pause->setIcon(icon(
        hold == JobHold::Working ? QStringLiteral("pause") : QStringLiteral("play"), Ink::Text));
    m_pause->setVisible(mine || run.state == "stopped" || run.state == "failed" ||
                        (run.state == "paused" && !busy));
    m_pause->setToolTip(mine || !busy ? QString() : tr("It waits until the job at work has ended"));
    const bool waits = hold == JobHold::Waiting;
    m_stop->setVisible(mine || waits);
    m_stop->setText(waits ? tr("Take from the queue") : tr("Stop and keep"));
    m_stop->setToolTip(waits
                           ? tr("It does not begin by itself, and can be resumed when you like")
                           : tr("Finishes the step, saves a checkpoint: the run can be resumed; a "
                                "job that waits begins"));
    m_edit->setVisible(!mine && (run.state == "failed" || run.state == "stopped"));

    int row = 0;
    const auto& step = facts.step;
    setRow(row++,
           tr("Step"),
           step ? tr("%1 of %2").arg(count(step->step), count(step->steps)) : QString());
    setRow(row++,
           tr("Time a step"),
           step && facts.secondsPerStep ? tr("%1 s").arg(shortNumber(*facts.secondsPerStep))
                                        : QString());
    setRow(row++,
           tr("Tokens a second"),
           step && step->tokensPerSecond > 0.0 ? numberText(step->tokensPerSecond, 0) : QString());
    setRow(row++, tr("Elapsed"), durationText(facts.elapsed));
    setRow(row++,
           tr("Next evaluation"),
           facts.nextEvaluation ? tr("step %1").arg(count(*facts.nextEvaluation)) : QString());
    setRow(row++,
           tr("Last evaluation"),
           facts.lastEvaluation ? tr("step %1").arg(count(*facts.lastEvaluation)) : QString());
    setRow(row++,
           tr("Peak memory"),
           step && step->peakBytes > 0
               ? QLocale::c().formattedDataSize(step->peakBytes, 1, QLocale::DataSizeSIFormat)
               : QString());
}

}  // namespace lire::ui
