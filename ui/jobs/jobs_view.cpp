// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobs_view.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QResizeEvent>
#include <QScrollArea>
#include <QSlider>

#include "ui/jobs/job_texts.h"
#include "ui/jobs/result_plots.h"
#include "ui/jobs/stage_plots.h"
#include "ui/parts/page_body.h"
#include "ui/parts/page_head.h"
#include "ui/plots/number_text.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"

namespace lire::ui {
namespace {

constexpr int smoothingSteps = 100;
constexpr int sideWidth = 304;
constexpr int textsHeight = 120;    ///< of messages and samples
constexpr int threeColumns = 1000;  ///< narrower than that there are two
constexpr int twoColumns = 660;     ///< and narrower than that one

/// A panel without a heading of its own.
QFrame* makePanel(QWidget* content, QWidget* parent) {
    auto* panel = new QFrame(parent);
    panel->setProperty("panel", true);
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(scaled(14), scaled(8), scaled(10), scaled(8));
    column->addWidget(content);
    return panel;
}

}  // namespace

JobsView::JobsView(QWidget* parent) : QWidget(parent) {
    m_body =
        new PageBody({.title = tr("Jobs"),
                      .icon = QStringLiteral("jobs"),
                      .headline = tr("No run is chosen"),
                      .sentence = tr("Start one, or choose a run on the page Start: its training, "
                                     "evaluations and messages are drawn here while they happen."),
                      .button = tr("Open Start"),
                      .leadsTo = QStringLiteral("start")},
                     this);
    connect(m_body, &PageBody::pageWanted, this, &JobsView::pageWanted);
    auto* page = m_body->page();

    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(scaled(16), scaled(10), scaled(16), scaled(12));
    column->setSpacing(scaled(10));
    makeHead();
    column->addWidget(m_head);
    // What is too high for the window is scrolled to: plots are never squeezed.
    auto* area = new QScrollArea(page);
    area->setObjectName(QStringLiteral("jobsArea"));
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    auto* inside = new QWidget(area);
    inside->setObjectName(QStringLiteral("clear"));
    area->setWidget(inside);
    column->addWidget(area, 1);
    m_grid = new QGridLayout(inside);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(12);
    m_stages = new StagePlots(inside);
    m_results = new ResultPlots(inside);
    m_job = new JobPanel(inside);
    m_texts = new JobTexts(inside);
    m_texts->setMinimumHeight(scaled(textsHeight));
    m_curves = makePanel(m_stages, inside);
    m_side = new QWidget(inside);
    m_side->setObjectName(QStringLiteral("clear"));
    auto* side = new QVBoxLayout(m_side);
    side->setSpacing(12);
    side->setContentsMargins(0, 0, 0, 0);
    side->addWidget(m_job);
    side->addWidget(makePanel(m_texts, m_side), 1);
    placeColumns();

    connect(m_stages, &StagePlots::zoomed, this, [this] { m_follow->setChecked(false); });
    connect(m_stages, &StagePlots::stageChanged, this, [this] {
        m_results->setRun(m_stages->run(), m_stages->stage().toStdString());
    });
    connect(m_results, &ResultPlots::pageWanted, this, &JobsView::pageWanted);
    connect(m_results, &ResultPlots::doorOpened, this, &JobsView::doorOpened);
    connect(m_job, &JobPanel::pauseWanted, this, &JobsView::pauseWanted);
    connect(m_job, &JobPanel::unpauseWanted, this, &JobsView::unpauseWanted);
    connect(m_job, &JobPanel::resumeWanted, this, &JobsView::resumeWanted);
    connect(m_job, &JobPanel::stopWanted, this, &JobsView::stopWanted);
    connect(m_job, &JobPanel::editWanted, this, &JobsView::editWanted);
}

int JobsView::columns() const {
    return width() < scaled(twoColumns) ? 1 : width() < scaled(threeColumns) ? 2 : 3;
}

void JobsView::placeColumns() {
    m_columns = columns();
    for (QWidget* part : {m_curves, static_cast<QWidget*>(m_results), m_side}) {
        m_grid->removeWidget(part);
    }
    const int last = m_columns - 1;
    m_grid->addWidget(m_side, 0, last);
    m_grid->addWidget(m_curves, m_columns == 1 ? 1 : 0, 0);
    m_grid->addWidget(
        m_results, m_columns == 3 ? 0 : 2, m_columns == 3 ? 1 : 0, 1, m_columns == 2 ? 2 : 1);
    m_grid->setColumnStretch(0, 13);
    m_grid->setColumnStretch(1, m_columns == 3 ? 10 : 0);
    m_grid->setRowStretch(0, m_columns == 1 ? 0 : 1);
    m_side->setMinimumWidth(scaled(sideWidth));
    m_side->setMaximumWidth(m_columns == 1 ? QWIDGETSIZE_MAX : scaled(sideWidth));
    m_results->setAcross(m_columns == 2);
}

void JobsView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (columns() != m_columns) {
        placeColumns();
    }
}

void JobsView::makeHead() {
    m_head = new PageHead(tr("Jobs"), this);
    auto* smoothing = new QWidget(this);
    smoothing->setObjectName(QStringLiteral("clear"));
    auto* row = new QHBoxLayout(smoothing);
    row->setContentsMargins(0, 0, 0, 0);
    auto* name = new QLabel(tr("Smoothing"), smoothing);
    name->setProperty("kind", QStringLiteral("text2"));
    m_smoothing = new QSlider(Qt::Horizontal, smoothing);
    m_smoothing->setRange(0, smoothingSteps - 1);
    m_smoothing->setFixedWidth(scaled(90));
    m_smoothing->setAccessibleName(tr("Smoothing: weight of the past, 0 is off"));
    m_smoothingValue = new QLabel(smoothing);
    m_smoothingValue->setProperty("kind", QStringLiteral("number"));
    name->setBuddy(m_smoothing);
    row->addWidget(name);
    row->addWidget(m_smoothing);
    row->addWidget(m_smoothingValue);
    connect(m_smoothing, &QSlider::valueChanged, this, [this] {
        m_smoothingValue->setText(numberText(this->smoothing(), 2));
        if (m_stages != nullptr) {
            m_stages->setSmoothing(this->smoothing());
        }
    });
    m_smoothing->setValue(85);
    auto* linked = new QPushButton(icon(QStringLiteral("link"), Ink::Text), tr("Linked"), this);
    linked->setCheckable(true);
    linked->setChecked(true);
    linked->setShortcut(Qt::Key_L);
    linked->setToolTip(tr("The four plots share their x axis (L)"));
    connect(linked, &QPushButton::toggled, this, [this](bool on) { m_stages->setLinked(on); });
    m_follow = new QCheckBox(tr("Follow"), this);
    m_follow->setChecked(true);
    m_follow->setToolTip(tr("Shows the stage at work and all of its steps"));
    connect(m_follow, &QCheckBox::toggled, this, [this](bool on) {
        m_stages->setFollowing(on, m_stageAtWork);
    });
    m_head->addAction(smoothing);
    m_head->addAction(linked);
    m_head->addAction(m_follow);
}

double JobsView::smoothing() const {
    return static_cast<double>(m_smoothing->value()) / smoothingSteps;
}

void JobsView::setSmoothing(double smoothing) {
    m_smoothing->setValue(qRound(smoothing * smoothingSteps));
}

bool JobsView::following() const {
    return m_follow->isChecked();
}

void JobsView::setFollowing(bool following) {
    m_follow->setChecked(following);
}

void JobsView::setSnapshot(const RunSnapshotPtr& snapshot, JobHold hold, bool busy) {
    m_body->setFilled(snapshot != nullptr);
    if (!snapshot) {
        return;
    }
    const runs::RunSummary& run = snapshot->summary;
    const JobFacts facts = jobFacts(run, snapshot->events);
    m_head->setOver(QString::fromStdString(run.name));
    m_stageAtWork = facts.stage;
    m_stages->setRun({run, snapshot->events}, facts.stages);
    if (following()) {
        m_stages->setFollowing(true, m_stageAtWork);
    }
    m_results->setRun(m_stages->run(), m_stages->stage().toStdString());
    m_job->setJob(run, facts, hold, busy);
    m_texts->setFacts(facts);
}

void JobsView::setTheme(Theme theme) {
    m_stages->setTheme(theme);
    m_results->setTheme(theme);
}

}  // namespace lire::ui
