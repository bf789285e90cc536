// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/flips/flips_view.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <algorithm>

#include "core/report/evaluation_choice.h"
#include "ui/flips/flip_figures.h"
#include "ui/flips/reading_card.h"
#include "ui/parts/filter_chips.h"
#include "ui/parts/page_body.h"
#include "ui/parts/page_head.h"
#include "ui/parts/panel.h"
#include "ui/parts/segment_bar.h"
#include "ui/plots/figure_view.h"
#include "ui/plots/number_text.h"
#include "ui/plots/plot_menu.h"
#include "ui/plots/table_view.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"

namespace lire::ui {
namespace {

constexpr int lowUnder = 720;  // pixels of the page: below it the cumulative share gives way

/// The newest full evaluation of a policy at a temperature.
const runs::EvaluationEvent* evaluationOf(const RunSnapshot& run,
                                          const QString& policy,
                                          double temperature) {
    const runs::EvaluationEvent* newest = nullptr;
    for (const runs::Event& event : run.events) {
        const auto* one = std::get_if<runs::EvaluationEvent>(&event.body);
        if (one != nullptr && one->full && one->policy == policy.toStdString() &&
            report::sameTemperature(one->temperature, temperature)) {
            newest = one;
        }
    }
    return newest;
}

FlipQuestion questionOf(const RunSnapshot& run, const QString& policy, double temperature) {
    FlipQuestion question{.policy = policy.toStdString(), .temperature = temperature};
    if (const auto* one = evaluationOf(run, policy, temperature)) {
        question.guide = one->guide;
        for (const auto& [name, reward] : one->rewards) {
            if (name != one->guide && question.other.empty()) {
                question.other = name;
            }
        }
    }
    return question;
}

void fill(QComboBox& box, const QList<std::pair<QString, QVariant>>& items) {
    const QSignalBlocker quiet(&box);
    const QString kept = box.currentText();
    box.clear();
    for (const auto& [text, data] : items) {
        box.addItem(text, data);
    }
    box.setCurrentIndex(std::max(0, box.findText(kept)));
}

}  // namespace

report::Table flipTable(const std::vector<FlipRow>& rows, double epsilon) {
    report::Table table;
    table.id = "flips";
    table.columns = {"Id", "Prompt", "Before", "After", "Change", "Other change", "Reading", "Win"};
    for (const FlipRow& row : rows) {
        const auto number = [](double value) { return numberText(value, 2).toStdString(); };
        std::string win = "–";
        if (row.wonBefore && row.wonAfter) {
            win = *row.wonBefore ? (*row.wonAfter ? "kept" : "lost")
                                 : (*row.wonAfter ? "won" : "not won");
        }
        table.rows.push_back(
            {row.prompt,
             QString::fromStdString(row.text).simplified().toStdString(),
             number(row.before),
             number(row.after),
             signedNumber(row.change, 2).toStdString(),
             row.otherChange ? signedNumber(*row.otherChange, 2).toStdString() : "–",
             readingOf(row, epsilon),
             win});
        table.numbers.push_back({std::nullopt,
                                 std::nullopt,
                                 row.before,
                                 row.after,
                                 row.change,
                                 row.otherChange,
                                 std::nullopt,
                                 std::nullopt});
    }
    return table;
}

FlipsView::FlipsView(QWidget* parent) : QWidget(parent) {
    m_body = new PageBody(
        {.title = tr("Negative flips"),
         .icon = QStringLiteral("flips"),
         .headline = tr("Nothing to compare yet"),
         .sentence = tr("Negative flips need a trained policy's full evaluation beside "
                        "the base policy's, on the same prompts."),
         .button = tr("Open Jobs"),
         .leadsTo = QStringLiteral("jobs")},
        this);
    connect(m_body, &PageBody::pageWanted, this, &FlipsView::pageWanted);
    auto* page = m_body->page();
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(scaled(16), scaled(10), scaled(16), scaled(12));
    column->setSpacing(scaled(10));
    m_head = new PageHead(tr("Negative flips"), page);
    m_head->addAction(exportButton([this] { return &m_scatter->figure(); }, page));
    column->addWidget(m_head);
    column->addWidget(makeChoices());
    auto* cards = new QHBoxLayout;
    cards->setSpacing(12);
    for (std::size_t index = 0; index < m_cards.size(); ++index) {
        m_cards.at(index) = new ReadingCard(static_cast<FlipReading>(index), page);
        cards->addWidget(m_cards.at(index), 1);
        connect(m_cards.at(index), &ReadingCard::chosen, this, [this](FlipReading reading) {
            m_reading = reading;
            m_filter.reading = reading;
            recount();
            drawList();
        });
    }
    column->addLayout(cards);
    column->addWidget(makePlots(), 10);
    column->addWidget(makeList(), 6);
}

QWidget* FlipsView::makeChoices() {
    auto* row = new QWidget(this);
    row->setObjectName(QStringLiteral("clear"));
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    const auto add = [&](const QString& words, QWidget* control) {
        auto* label = new QLabel(words, row);
        label->setProperty("kind", QStringLiteral("text2"));
        label->setBuddy(control);
        line->addWidget(label);
        line->addWidget(control);
    };
    m_policy = new QComboBox(row);
    m_beside = new QComboBox(row);
    m_temperature = new QComboBox(row);
    for (QComboBox* box : {m_policy, m_beside}) {
        box->setMinimumWidth(scaled(110));
    }
    m_epsilon = new QDoubleSpinBox(row);
    m_epsilon->setRange(0.0, 1000.0);
    m_epsilon->setDecimals(3);
    m_epsilon->setSingleStep(0.01);
    m_epsilon->findChild<QLineEdit*>()->setTextMargins(6, 0, 0, 0);
    m_epsilon->setToolTip(tr("The change that the base policy's own resampling makes"));
    add(tr("After"), m_policy);
    add(tr("beside"), m_beside);
    add(tr("at"), m_temperature);
    line->addStretch(1);
    add(QStringLiteral("ε"), m_epsilon);
    auto* from = new QLabel(tr("from resampling the base"), row);
    from->setProperty("kind", QStringLiteral("muted"));
    line->addWidget(from);
    connect(m_policy, &QComboBox::currentIndexChanged, this, [this] {
        recount();
        drawPlots();
        drawList();
        Q_EMIT chosen(policy(), temperature());
    });
    connect(m_temperature, &QComboBox::currentIndexChanged, this, [this] {
        recount();
        drawPlots();
        drawList();
        Q_EMIT chosen(policy(), temperature());
    });
    connect(m_beside, &QComboBox::currentIndexChanged, this, [this] {
        recount();
        drawPlots();
    });
    connect(m_epsilon, &QDoubleSpinBox::valueChanged, this, [this] {
        for (ReadingCard* card : m_cards) {
            card->setCount(countFlips(m_rows, card->reading(), m_epsilon->value()));
        }
        drawPlots();
        drawList();
    });
    return row;
}

QWidget* FlipsView::makePlots() {
    auto* plots = new QWidget(this);
    plots->setObjectName(QStringLiteral("clear"));
    auto* row = new QHBoxLayout(plots);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    auto* left = new Panel(tr("Every prompt"), plots);
    left->setOver(tr("drag to select"));
    m_form = new SegmentBar({tr("Scatter"), tr("Waterfall")}, left);
    left->head()->addWidget(m_form);
    m_scatter = new FigureView(left);
    m_scatter->setHeaderShown(false);
    m_scatter->setCrosshairShown(false);
    m_scatter->setBrushing(true);
    left->body()->addWidget(m_scatter, 1);
    row->addWidget(left, 1);
    auto* right = new QVBoxLayout;
    right->setSpacing(12);
    auto* histogram = new Panel(tr("Distribution of change"), plots);
    histogram->setOver(tr("click a bar to filter"));
    m_histogram = new FigureView(histogram);
    m_histogram->setHeaderShown(false);
    m_histogram->setCrosshairShown(false);
    histogram->body()->addWidget(m_histogram, 1);
    right->addWidget(histogram, 1);
    auto* cumulative = new Panel(tr("Cumulative share"), plots);
    m_cumulative = new FigureView(cumulative);
    m_cumulative->setHeaderShown(false);
    cumulative->body()->addWidget(m_cumulative, 1);
    connect(m_cumulative, &FigureView::readingChanged, cumulative, &Panel::setOver);
    m_cumulativePanel = cumulative;
    right->addWidget(cumulative, 1);
    row->addLayout(right, 1);
    connect(m_form, &SegmentBar::changed, this, [this] {
        drawPlots();
        m_scatter->showAll();
    });
    connect(m_scatter, &FigureView::brushed, this, &FlipsView::brush);
    connect(m_scatter, &FigureView::activated, this, &FlipsView::open);
    connect(m_scatter, &FigureView::selected, this, [this](const QString& prompt) {
        const std::vector<FlipRow> rows = shownRows();
        for (std::size_t index = 0; index < rows.size(); ++index) {
            if (rows[index].prompt == prompt.toStdString()) {
                m_table->chooseRow(static_cast<int>(index));
            }
        }
    });
    connect(
        m_histogram, &FigureView::markChosen, this, [this](std::size_t series, std::size_t point) {
            const report::Series& bars = m_histogram->figure().series[series];
            if (bars.mark != report::Mark::Bars) {
                return;
            }
            const double half = bars.binWidth / 2.0;
            m_filter.change = std::pair(bars.x[point] - half, bars.x[point] + half);
            drawList();
        });
    return plots;
}

QWidget* FlipsView::makeList() {
    auto* panel = new Panel(tr("Prompts"), this);
    m_chips = new FilterChips(panel);
    m_count = new QLabel(panel);
    m_count->setProperty("kind", QStringLiteral("muted"));
    auto* copy = new QPushButton(icon(QStringLiteral("copy"), Ink::Text), tr("Copy"), panel);
    auto* side = new QPushButton(
        icon(QStringLiteral("responses"), Ink::White), tr("Open side by side"), panel);
    copy->setProperty("kind", QStringLiteral("small"));
    side->setProperty("kind", QStringLiteral("primary"));
    panel->head()->addWidget(m_chips);
    panel->head()->addWidget(m_count);
    panel->head()->addWidget(copy);
    panel->head()->addWidget(side);
    m_table = new TableView(panel);
    m_table->setMinimumHeight(scaled(112));
    panel->body()->addWidget(m_table, 1);
    m_table->setColumnWidths({86, 0, 66, 66, 66, 96, 150, 72});
    connect(m_chips, &FilterChips::removed, this, [this](const QString& id) {
        m_filter.remove(id);
        drawList();
    });
    connect(copy, &QPushButton::clicked, m_table, &TableView::copy);
    connect(side, &QPushButton::clicked, this, [this] { open({}); });
    const auto promptAt = [this](int row) {
        const std::vector<FlipRow> rows = shownRows();
        const auto index = static_cast<std::size_t>(row);
        return index < rows.size() ? QString::fromStdString(rows[index].prompt) : QString();
    };
    connect(m_table, &TableView::rowChosen, this, [this, promptAt](int row) {
        m_scatter->setSelectedKey(promptAt(row));
    });
    connect(
        m_table, &TableView::rowOpened, this, [this, promptAt](int row) { open(promptAt(row)); });
    return panel;
}

QString FlipsView::policy() const {
    return m_policy->currentText();
}

double FlipsView::temperature() const {
    return m_temperature->currentData().toDouble();
}

void FlipsView::setRun(const RunSnapshotPtr& run) {
    m_run = run;
    QList<std::pair<QString, QVariant>> policies;
    QList<std::pair<QString, QVariant>> temperatures;
    if (run) {
        const report::RunEvents shown{run->summary, run->events};
        for (const auto* one : report::fullEvaluations(shown)) {
            const QString name = QString::fromStdString(one->policy);
            if (one->policy != "base" && !policies.contains(std::pair(name, QVariant()))) {
                policies.append({name, QVariant()});
            }
            const std::pair<QString, QVariant> at(
                QString::fromStdString(report::temperatureLabel(one->temperature)),
                one->temperature);
            if (one->policy != "base" && !temperatures.contains(at)) {
                temperatures.append(at);
            }
        }
    }
    m_body->setFilled(!policies.isEmpty());
    fill(*m_policy, policies);
    policies.prepend({tr("nothing"), QVariant()});
    fill(*m_beside, policies);
    fill(*m_temperature, temperatures);
    recount();
    drawPlots();
    drawList();
}

void FlipsView::setResponses(const ResponsesPtr& responses, const PromptsPtr& prompts) {
    m_responses = responses;
    m_prompts = prompts;
    recount();
    drawPlots();
    drawList();
}

void FlipsView::choose(const QString& policy, std::optional<double> temperature) {
    const QSignalBlocker quietPolicy(m_policy);
    const QSignalBlocker quietTemperature(m_temperature);
    if (m_policy->findText(policy) >= 0) {
        m_policy->setCurrentIndex(m_policy->findText(policy));
    }
    for (int index = 0; temperature && index < m_temperature->count(); ++index) {
        if (report::sameTemperature(m_temperature->itemData(index).toDouble(), *temperature)) {
            m_temperature->setCurrentIndex(index);
        }
    }
    recount();
    drawPlots();
    drawList();
}

void FlipsView::setFilter(const FlipFilter& filter) {
    m_filter = filter;
    drawList();
}

void FlipsView::recount() {
    m_rows.clear();
    m_besideRows.clear();
    if (m_run && m_responses && m_prompts && !policy().isEmpty()) {
        m_rows = flipRows(*m_prompts, *m_responses, questionOf(*m_run, policy(), temperature()));
        if (m_beside->currentIndex() > 0 && m_beside->currentText() != policy()) {
            m_besideRows = flipRows(*m_prompts,
                                    *m_responses,
                                    questionOf(*m_run, m_beside->currentText(), temperature()));
        }
        const auto* one = evaluationOf(*m_run, policy(), temperature());
        const QSignalBlocker quiet(m_epsilon);
        if (one != nullptr) {
            m_epsilon->setValue(one->epsilon);
        }
    }
    m_head->setOver(m_rows.empty() ? tr("reading the responses")
                                   : tr("%1 prompts · %2 · against the base")
                                         .arg(numberText(static_cast<double>(m_rows.size()), 0),
                                              m_temperature->currentText()));
    for (ReadingCard* card : m_cards) {
        card->setCount(countFlips(m_rows, card->reading(), m_epsilon->value()));
        card->setChosen(card->reading() == m_reading);
    }
}

void FlipsView::drawPlots() {
    const double epsilon = m_epsilon->value();
    m_scatter->setFigure(m_form->chosen() == 0 ? flipScatter(m_rows, epsilon)
                                               : flipWaterfall(m_rows, epsilon));
    const std::string beside = m_beside->currentText().toStdString();
    m_histogram->setFigure(flipHistogram(m_rows, epsilon, m_besideRows, beside));
    m_cumulative->setFigure(flipCumulative(m_rows, policy().toStdString(), m_besideRows, beside));
    m_cumulative->setLabelsShown(!m_besideRows.empty());
}

std::vector<FlipRow> FlipsView::shownRows() const {
    std::vector<FlipRow> shown;
    std::copy_if(
        m_rows.begin(), m_rows.end(), std::back_inserter(shown), [this](const FlipRow& row) {
            return m_filter.holds(row, m_epsilon->value());
        });
    // The worst first: what a reader of flips looks for.
    std::stable_sort(shown.begin(), shown.end(), [](const FlipRow& one, const FlipRow& other) {
        return one.change < other.change;
    });
    return shown;
}

void FlipsView::drawList() {
    const std::vector<FlipRow> rows = shownRows();
    m_table->setTable(flipTable(rows, m_epsilon->value()));
    m_chips->setChips(m_filter.chips());
    m_count->setText(rows.empty() && !m_rows.empty()
                         ? tr("0 of %1 match").arg(m_rows.size())
                         : tr("%1 of %2").arg(rows.size()).arg(m_rows.size()));
}

void FlipsView::brush(const QRectF& part, Qt::KeyboardModifiers modifiers) {
    std::set<std::string> inside;
    for (const report::Series& series : m_scatter->figure().series) {
        for (std::size_t point = 0; point < series.keys.size(); ++point) {
            if (part.contains(series.x[point], series.y[point])) {
                inside.insert(series.keys[point]);
            }
        }
    }
    std::set<std::string> brushed = m_filter.brushed.value_or(std::set<std::string>());
    if (modifiers.testFlag(Qt::ShiftModifier)) {
        brushed.insert(inside.begin(), inside.end());
    } else if (modifiers.testFlag(Qt::AltModifier)) {
        for (const std::string& prompt : inside) {
            brushed.erase(prompt);
        }
    } else {
        brushed = std::move(inside);
    }
    m_filter.brushed = std::move(brushed);
    drawList();
}

void FlipsView::open(const QString& first) {
    std::vector<QString> prompts;
    for (const FlipRow& row : shownRows()) {
        prompts.push_back(QString::fromStdString(row.prompt));
    }
    if (prompts.empty()) {
        return;
    }
    const QString words =
        tr("from Flips: %1").arg(m_filter.empty() ? tr("all prompts") : m_filter.words());
    Q_EMIT opened(prompts, first.isEmpty() ? prompts.front() : first, words);
}

void FlipsView::setTheme(Theme theme) {
    for (FigureView* view : {m_scatter, m_histogram, m_cumulative}) {
        view->setTheme(theme);
    }
}

void FlipsView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_cumulativePanel->setVisible(height() >= scaled(lowUnder));
}

}  // namespace lire::ui
