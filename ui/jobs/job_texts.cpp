// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/job_texts.h"

#include <QDateTime>
#include <QLabel>
#include <QStackedLayout>
#include <QTabBar>
#include <QVBoxLayout>

#include "ui/parts/note_box.h"
#include "ui/parts/wrap_area.h"
#include "ui/theme/fonts.h"

namespace lire::ui {
namespace {

constexpr std::size_t shownAtOnce = 30;

/// A list in a scroll area.
WrapArea* addList(QStackedLayout& stack) {
    auto* area = new WrapArea;
    area->setObjectName(QStringLiteral("clear"));
    area->lines().setContentsMargins(0, 8, 0, 0);
    area->lines().setSpacing(8);
    stack.addWidget(area);
    return area;
}

QLabel* addText(WrapArea& list, const QString& text, const char* kind) {
    auto* label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setProperty("kind", QLatin1String(kind));
    list.lines().addWidget(label);
    return label;
}

/// "14:05", with its day where that is another than today.
QString clock(double time) {
    const QDateTime at = QDateTime::fromSecsSinceEpoch(static_cast<qint64>(time));
    return at.toString(at.date() == QDate::currentDate() ? QStringLiteral("hh:mm")
                                                         : QStringLiteral("d MMM hh:mm"));
}

QString noteKind(const std::string& level) {
    if (level == "error") {
        return QStringLiteral("error");
    }
    return level == "warning" ? QStringLiteral("warn") : QStringLiteral("info");
}

}  // namespace

JobTexts::JobTexts(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("clear"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_tabs = new QTabBar(this);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->addTab(tr("Messages"));
    m_tabs->addTab(tr("Samples"));
    column->addWidget(m_tabs);
    auto* body = new QWidget(this);
    body->setObjectName(QStringLiteral("clear"));
    m_stack = new QStackedLayout(body);
    m_messages = addList(*m_stack);
    m_samples = addList(*m_stack);
    column->addWidget(body, 1);
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedLayout::setCurrentIndex);
}

void JobTexts::setFacts(const JobFacts& facts) {
    // The lists change seldom beside the rest of the page: they are rebuilt only then.
    if (facts.messages.size() != m_messageCount) {
        fillMessages(facts.messages);
    }
    const double newest = facts.samples.empty() ? 0.0 : facts.samples.front().time;
    if (newest != m_newestSample) {
        fillSamples(facts.samples);
    }
    m_newestSample = newest;
    m_messageCount = facts.messages.size();
}

void JobTexts::fillMessages(const std::vector<TimedMessage>& messages) {
    m_messages->clear();
    m_tabs->setTabText(0,
                       messages.empty() ? tr("Messages") : tr("Messages %1").arg(messages.size()));
    if (messages.empty()) {
        addText(*m_messages, tr("Nothing to tell: what needs attention appears here."), "muted");
    }
    for (std::size_t index = 0; index < std::min(messages.size(), shownAtOnce); ++index) {
        const TimedMessage& timed = messages[index];
        QString text = QString::fromStdString(timed.message.problem);
        if (!timed.message.mend.empty()) {
            text += QLatin1Char('\n') + QString::fromStdString(timed.message.mend);
        }
        text += QLatin1Char('\n') +
                (timed.message.place.empty()
                     ? QString()
                     : QString::fromStdString(timed.message.place) + QStringLiteral(" · ")) +
                clock(timed.time);
        m_messages->lines().addWidget(new NoteBox(noteKind(timed.message.level), text));
    }
    m_messages->lines().addStretch(1);
    m_messages->settle();
}

void JobTexts::fillSamples(const std::vector<TimedSample>& samples) {
    m_samples->clear();
    if (samples.empty()) {
        addText(*m_samples, tr("No generation yet: sampling shows its newest here."), "muted");
    }
    for (std::size_t index = 0; index < std::min(samples.size(), shownAtOnce); ++index) {
        const TimedSample& timed = samples[index];
        addText(*m_samples,
                tr("%1 · %2 of %3")
                    .arg(QString::fromStdString(timed.stage))
                    .arg(timed.sample.done)
                    .arg(timed.sample.total),
                "caption");
        addText(*m_samples, QString::fromStdString(timed.sample.prompt).trimmed(), "text2");
        QLabel* response =
            addText(*m_samples, QString::fromStdString(timed.sample.response).trimmed(), "body");
        response->setContentsMargins(scaled(10), 0, 0, scaled(6));
    }
    m_samples->lines().addStretch(1);
    m_samples->settle();
}

}  // namespace lire::ui
