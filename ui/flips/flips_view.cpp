// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/flips/flips_view.h"

#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <algorithm>

#include "core/report/evaluation_choice.h"
#include "ui/flips/reading_card.h"
#include "ui/parts/elided_label.h"
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

constexpr int lowUnder = 720;    // pixels of the page: below it histogram and share become tabs
constexpr int plotHeight = 100;  // lower than that nothing can be read: the page scrolls

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

QStringList tabWords() {
    return {QObject::tr("Distribution of change"), QObject::tr("Cumulative share")};
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

report::Table flipTable(const std::vector<FlipRow>& rows,
                        const FlipQuestion& question,
                        double epsilon) {
    report::Table table;
    table.id = "flips";
    table.columns = {"Id",
                     "Prompt",
                     "Before",
                     "After",
                     "Change",
                     question.other.empty() ? "Other change" : question.other + " change",
                     "Reading",
                     "Win"};
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
        this,
        true);
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
    auto* from = new ElidedLabel(row);
    from->setText(tr("from resampling the base"));
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
            card->setCount(countFlips(m_flips.rows, card->reading(), m_epsilon->value()),
                           m_flips.question.guide);
        }
        m_filter.change.reset();  // the bars have other edges now
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
    m_scatter->plot().setMinimumHeight(scaled(plotHeight));
    left->body()->addWidget(m_scatter, 1);
    row->addWidget(left, 1);
    row->addLayout(makeChanges(plots), 1);
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
    return plots;
}

QLayout* FlipsView::makeChanges(QWidget* plots) {
    auto* right = new QVBoxLayout;
    right->setSpacing(12);
    const std::array<FigureView**, 2> views = {&m_histogram, &m_cumulative};
    for (std::size_t index = 0; index < views.size(); ++index) {
        auto* panel = new Panel(tabWords().at(static_cast<qsizetype>(index)), plots);
        m_tabPanels.at(index) = panel;
        m_tabs.at(index) = new SegmentBar(tabWords(), panel);
        m_tabs.at(index)->choose(static_cast<int>(index));
        panel->head()->insertWidget(0, m_tabs.at(index));
        auto* view = new FigureView(panel);
        *views.at(index) = view;
        view->setHeaderShown(false);
        view->plot().setMinimumHeight(scaled(plotHeight));
        panel->body()->addWidget(view, 1);
        right->addWidget(panel, 1);
        connect(m_tabs.at(index), &SegmentBar::changed, this, [this, index](int tab) {
            const bool byKey = m_tabs.at(index)->isAncestorOf(QApplication::focusWidget());
            m_tab = tab;
            showTabs();
            if (byKey) {
                m_tabs.at(static_cast<std::size_t>(tab))->focusChosen();
            }
        });
    }
    m_tabPanels[0]->setOver(tr("click a bar to filter"));
    m_histogram->setCrosshairShown(false);
    connect(m_cumulative, &FigureView::readingChanged, m_tabPanels[1], &Panel::setOver);
    connect(
        m_histogram, &FigureView::markChosen, this, [this](std::size_t series, std::size_t point) {
            const report::Series& bars = m_histogram->figure().series[series];
            if (bars.mark != report::Mark::Bars) {
                return;
            }
            const report::ChangeBins all = flipBins(m_flips, m_besideFlips, m_epsilon->value());
            m_filter.change = all.bins().at(all.indexOf(bars.x[point]));
            drawList();
        });
    showTabs();
    return right;
}

void FlipsView::showTabs() {
    for (std::size_t index = 0; index < m_tabs.size(); ++index) {
        m_tabs.at(index)->choose(static_cast<int>(index));
        m_tabs.at(index)->setVisible(m_low);
        m_tabPanels.at(index)->setHeading(m_low ? QString()
                                                : tabWords().at(static_cast<qsizetype>(index)));
        m_tabPanels.at(index)->setVisible(!m_low || m_tab == static_cast<int>(index));
    }
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
    m_table->setColumnWidths({86, 0, 66, 66, 66, 118, 150, 72});
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

void FlipsView::setRun(const RunSnapshotPtr& run, const QString& name) {
    m_run = run;
    m_runName = run && name.isEmpty() ? QString::fromStdString(run->summary.name) : name;
    QList<std::pair<QString, QVariant>> policies;
    QList<std::pair<QString, QVariant>> temperatures;
    if (run) {
        const report::RunEvents shown{run->summary, run->events};
        for (const auto* one : report::fullEvaluations(shown)) {
            const QString trained = QString::fromStdString(one->policy);
            if (one->policy != "base" && !policies.contains(std::pair(trained, QVariant()))) {
                policies.append({trained, QVariant()});
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
    m_flips = {};
    m_besideFlips = {};
    if (m_run && m_responses && m_prompts && !policy().isEmpty()) {
        const auto flipsOf = [this](const QString& policy) {
            FlipSet flips{.question = questionOf(*m_run, policy, temperature())};
            flips.rows = flipRows(*m_prompts, *m_responses, flips.question);
            return flips;
        };
        m_flips = flipsOf(policy());
        if (m_beside->currentIndex() > 0 && m_beside->currentText() != policy()) {
            m_besideFlips = flipsOf(m_beside->currentText());
        }
        const auto* one = evaluationOf(*m_run, policy(), temperature());
        // What the user typed stands until another ε was measured: a live run comes here often.
        if (one != nullptr && m_measuredEpsilon != one->epsilon) {
            const QSignalBlocker quiet(m_epsilon);
            const double before = m_epsilon->value();
            m_measuredEpsilon = one->epsilon;
            m_epsilon->setValue(one->epsilon);
            if (m_epsilon->value() != before) {
                m_filter.change.reset();  // the bars have other edges now
            }
        }
    }
    const QString judge = QString::fromStdString(m_flips.question.guide);
    m_head->setOver(m_flips.rows.empty()
                        ? tr("reading the responses")
                        : tr("%1 · %2 prompts · %3 · reward by %4 · against the base")
                              .arg(m_runName,
                                   numberText(static_cast<double>(m_flips.rows.size()), 0),
                                   m_temperature->currentText(),
                                   judge));
    for (ReadingCard* card : m_cards) {
        card->setCount(countFlips(m_flips.rows, card->reading(), m_epsilon->value()),
                       m_flips.question.guide);
        card->setChosen(card->reading() == m_reading);
    }
}

void FlipsView::drawPlots() {
    const double epsilon = m_epsilon->value();
    m_scatter->setFigure(m_form->chosen() == 0 ? flipScatter(m_flips, epsilon)
                                               : flipWaterfall(m_flips, epsilon));
    m_histogram->setFigure(flipHistogram(m_flips, m_besideFlips, epsilon));
    m_cumulative->setFigure(flipCumulative(m_flips, m_besideFlips));
    m_cumulative->setLabelsShown(!m_besideFlips.rows.empty());
}

std::vector<FlipRow> FlipsView::shownRows() const {
    std::vector<FlipRow> shown;
    std::copy_if(m_flips.rows.begin(),
                 m_flips.rows.end(),
                 std::back_inserter(shown),
                 [this](const FlipRow& row) { return m_filter.holds(row, m_epsilon->value()); });
    // The worst first: what a reader of flips looks for.
    std::stable_sort(shown.begin(), shown.end(), [](const FlipRow& one, const FlipRow& other) {
        return one.change < other.change;
    });
    return shown;
}

void FlipsView::drawList() {
    const std::vector<FlipRow> rows = shownRows();
    m_table->setTable(flipTable(rows, m_flips.question, m_epsilon->value()));
    m_chips->setChips(m_filter.chips());
    m_count->setText(rows.empty() && !m_flips.rows.empty()
                         ? tr("0 of %1 match").arg(m_flips.rows.size())
                         : tr("%1 of %2").arg(rows.size()).arg(m_flips.rows.size()));
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
    m_low = height() < scaled(lowUnder);
    showTabs();
}

}  // namespace lire::ui
