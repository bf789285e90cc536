// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/plan_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

#include "ui/experiment/form_shape.h"
#include "ui/experiment/line_editors.h"
#include "ui/experiment/sentence_start.h"
#include "ui/parts/note_box.h"
#include "ui/parts/panel.h"
#include "ui/parts/wrap_area.h"
#include "ui/theme/fonts.h"
#include "ui/window/job_line.h"

namespace lire::ui {

namespace {

/// The error's sentence with its place as the form names it.
QString sentence(const Error& error, const nlohmann::json& experiment) {
    const Error named(placeInWords(error.place(), experiment).toStdString(),
                      error.problem(),
                      error.mend(),
                      error.blame());
    return asSentence(QString::fromStdString(named.what()));
}

/// The number of a mend that gives one: "give 10", "give at most 44".
std::optional<nlohmann::json> valueGiven(const Error& error) {
    static const QRegularExpression given(
        QStringLiteral("^give (?:at most |at least )?(-?[0-9.]+(?:e-?[0-9]+)?)$"));
    const auto found = given.match(QString::fromStdString(error.mend()));
    return found.hasMatch() ? valueOfText(found.captured(1), experiment::FieldType::Number)
                            : std::nullopt;
}

QString dataInWords(const experiment::DataCounts& counts) {
    QString words = QObject::tr("%1 to train on, %2 to test").arg(counts.train).arg(counts.test);
    if (counts.duplicates > 0) {
        words += QObject::tr(", %1 twice").arg(counts.duplicates);
    }
    if (counts.empty + counts.unreadable > 0) {
        words += QObject::tr(", %1 left out").arg(counts.empty + counts.unreadable);
    }
    return words;
}

}  // namespace

PlanPanel::PlanPanel(QWidget* parent)
    : QWidget(parent),
      m_time(new QLabel(this)),
      m_over(new QLabel(this)),
      m_area(new WrapArea(this)) {
    auto* panel = new Panel(tr("What will run"), this);
    m_time->setProperty("kind", QStringLiteral("big"));
    m_over->setProperty("kind", QStringLiteral("muted"));
    auto* first = new QHBoxLayout;
    first->setSpacing(scaled(10));
    first->addWidget(m_time);
    first->addWidget(m_over, 1, Qt::AlignBottom);
    m_area->lines().setContentsMargins(0, 0, scaled(10), 0);
    m_area->lines().setSpacing(scaled(8));
    m_area->setAccessibleName(tr("What will run"));
    panel->body()->addLayout(first);
    panel->body()->addWidget(m_area, 1);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(panel);
    fill();
}

void PlanPanel::setErrors(const std::vector<Error>& errors) {
    m_errors = errors;
    fill();
}

void PlanPanel::setPlan(const experiment::Preflight& plan) {
    m_plan = std::make_shared<const experiment::Preflight>(plan);
    m_errors = plan.errors;
    m_stale = false;
    fill();
}

void PlanPanel::setStale() {
    m_stale = true;
    m_over->setText(tr("being worked out…"));
}

void PlanPanel::fill() {
    m_area->clear();
    addLines();
    m_area->lines().addStretch(1);
    m_area->settle();
    m_time->parentWidget()->layout()->activate();  // the time above is another, too
}

void PlanPanel::addLines() {
    for (const Error& error : m_errors) {
        addNote(QStringLiteral("error"), error);
    }
    if (!m_errors.empty() || !m_plan || m_plan->stages.empty()) {
        m_time->setText(m_errors.empty() ? QStringLiteral("–") : tr("Not yet"));
        m_over->setText(m_errors.empty()       ? tr("being worked out…")
                        : m_errors.size() == 1 ? tr("1 problem left")
                                               : tr("%1 problems left").arg(m_errors.size()));
        return;
    }
    m_time->setText(durationInWords(m_plan->minutes * 60.0));
    m_over->setText(m_stale ? tr("being worked out…") : tr("roughly, at this load"));
    m_over->setToolTip(
        tr("Worked out from a product of matrices that this computer was timed at when the window "
           "first asked. Other programs at work then made it slower, and the time here longer."));
    addFact(tr("Memory, largest stage"),
            QLocale::c().formattedDataSize(m_plan->memoryBytes, 1, QLocale::DataSizeSIFormat));
    addFact(tr("Prompts"), dataInWords(m_plan->counts));
    if (m_plan->smallestDifference > 0.0) {
        addFact(tr("Smallest difference to see"),
                QStringLiteral("± %1 points").arg(m_plan->smallestDifference * 100.0, 0, 'f', 1));
    }
    for (const Error& note : m_plan->notes) {
        addNote(QStringLiteral("warn"), note);
    }
    int number = 0;
    for (const experiment::StagePlan& stage : m_plan->stages) {
        auto* title = new QLabel(
            QStringLiteral("%1  %2").arg(++number).arg(QString::fromStdString(stage.title)));
        title->setProperty("kind", QStringLiteral("heading"));
        title->setWordWrap(true);
        auto* minutes = new QLabel(durationInWords(stage.minutes * 60.0));
        minutes->setProperty("kind", QStringLiteral("number"));
        auto* head = new QHBoxLayout;
        head->addWidget(title, 1);
        head->addWidget(minutes, 0, Qt::AlignTop);
        auto* words = new QLabel(QString::fromStdString(stage.sentence));
        words->setProperty("kind", QStringLiteral("text2"));
        words->setWordWrap(true);
        m_area->lines().addLayout(head);
        m_area->lines().addWidget(words);
    }
}

void PlanPanel::addFact(const QString& name, const QString& value) {
    auto* line = new QHBoxLayout;
    auto* label = new QLabel(name);
    label->setProperty("kind", QStringLiteral("text2"));
    auto* number = new QLabel(value);
    number->setProperty("kind", QStringLiteral("number"));
    number->setWordWrap(true);
    number->setAlignment(Qt::AlignRight | Qt::AlignTop);
    line->addWidget(label, 0, Qt::AlignTop);
    line->addWidget(number, 1);
    m_area->lines().addLayout(line);
}

void PlanPanel::addNote(const QString& kind, const Error& error) {
    auto* note = new NoteBox(kind, sentence(error, m_experiment));
    const bool inForm = isInForm(error.place(), m_experiment);
    const bool inText = error.place().starts_with("line ");
    if (inForm || inText) {
        QPushButton* show = note->addButton(inText ? tr("Show the line") : tr("Show the field"));
        connect(show, &QPushButton::clicked, this, [this, place = error.place()] {
            Q_EMIT placeWanted(place);
        });
    }
    if (const auto value = valueGiven(error); value && inForm) {
        QPushButton* mend = note->addButton(tr("Use %1").arg(textOfValue(*value)));
        connect(mend, &QPushButton::clicked, this, [this, place = error.place(), value = *value] {
            Q_EMIT mendWanted(place, value);
        });
    }
    m_area->lines().addWidget(note);
}

}  // namespace lire::ui
