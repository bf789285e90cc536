// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frontier/frontier_view.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "core/report/run_names.h"
#include "ui/frontier/point_inspector.h"
#include "ui/frontier/policy_list.h"
#include "ui/parts/fold_handle.h"
#include "ui/parts/page_body.h"
#include "ui/parts/page_head.h"
#include "ui/parts/panel.h"
#include "ui/parts/segment_bar.h"
#include "ui/plots/figure_text.h"
#include "ui/plots/figure_view.h"
#include "ui/plots/plot_menu.h"
#include "ui/plots/table_view.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"

namespace lire::ui {
namespace {

constexpr int listWidth = 236;
constexpr int listWidthNarrow = 204;
constexpr int inspectorWidth = 292;
constexpr int rowGap = 12;
constexpr int plotHeight = 120;  // lower than that nothing can be read: the page scrolls
constexpr int foldUnder = 1230;  // pixels of the page: the window's 1360 without the rail

}  // namespace

FrontierView::FrontierView(QWidget* parent) : QWidget(parent), m_theme(paintedTheme()) {
    m_body =
        new PageBody({.title = tr("Reward–KL frontier"),
                      .icon = QStringLiteral("frontier"),
                      .headline = tr("No run has been made here yet"),
                      .sentence = tr("The frontier compares what policies gain with how far they "
                                     "moved: it needs one finished evaluation."),
                      .button = tr("Open Start"),
                      .leadsTo = QStringLiteral("start")},
                     this,
                     true);
    connect(m_body, &PageBody::pageWanted, this, &FrontierView::pageWanted);
    auto* page = m_body->page();

    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(scaled(16), scaled(10), scaled(16), scaled(12));
    column->setSpacing(scaled(10));
    m_head = new PageHead(tr("Reward–KL frontier"), page);
    m_head->addAction(exportButton([this] { return &m_plot->figure(); }, page));
    column->addWidget(m_head);

    auto* row = new QHBoxLayout;
    row->setSpacing(rowGap);
    auto* dock = new Panel(tr("Runs"), page);
    m_list = new PolicyList(dock);
    dock->body()->addWidget(m_list, 1);
    dock->setFixedWidth(scaled(listWidth));
    m_dock = dock;
    row->addWidget(dock);
    auto* middle = new QVBoxLayout;
    middle->setSpacing(12);
    middle->addWidget(makePlotPanel(), 7);
    middle->addWidget(makeTablePanel(), 4);
    row->addLayout(middle, 1);
    m_inspector = new PointInspector(page);
    m_inspector->setFixedWidth(scaled(inspectorWidth));
    m_inspector->setObjectName(QStringLiteral("inspector"));
    row->addWidget(m_inspector);
    m_handle = new FoldHandle(tr("the inspector"), QStringLiteral("Ctrl+Shift+\\"), page);
    row->addWidget(m_handle);
    column->addLayout(row, 1);
    connect(
        m_handle, &QToolButton::clicked, this, [this] { setInspectorShown(!m_inspectorShown); });
    setInspectorShown(true);

    connect(m_list, &PolicyList::runTicked, this, &FrontierView::runTicked);
    connect(m_list, &PolicyList::policiesChanged, this, &FrontierView::draw);
    connect(m_inspector, &PointInspector::opened, this, &FrontierView::opened);
    connect(m_plot, &FigureView::selected, this, [this](const QString& key) {
        choosePoint(key, true);
    });
    connect(m_plot, &FigureView::activated, this, &FrontierView::opened);
    connect(m_table, &TableView::rowChosen, this, [this](int at) {
        choosePoint(QString::fromStdString(m_points.at(static_cast<std::size_t>(at)).key), true);
    });
    connect(m_table, &TableView::rowOpened, this, [this](int at) {
        Q_EMIT opened(QString::fromStdString(m_points.at(static_cast<std::size_t>(at)).key));
    });
}

QWidget* FrontierView::makePlotPanel() {
    auto* panel = new QFrame(this);
    panel->setProperty("panel", true);
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(scaled(12), scaled(10), scaled(12), scaled(8));
    m_plot = new FigureView(panel);
    m_plot->setHeaderShown(false);
    m_plot->setLabelsShown(true);
    m_plot->setCrosshairShown(false);
    m_plot->plot().setMinimumHeight(scaled(plotHeight));
    m_caption = new QLabel(panel);
    m_caption->setProperty("kind", QStringLiteral("caption"));
    m_caption->setWordWrap(true);
    m_tools = makeTools(panel);
    column->addLayout(m_tools);
    column->addWidget(m_plot, 1);
    column->addWidget(m_caption);
    return panel;
}

QBoxLayout* FrontierView::makeTools(QWidget* panel) {
    auto* axes = new QHBoxLayout;
    axes->setSpacing(8);
    const auto letter = [panel](const QString& text) {
        auto* label = new QLabel(text, panel);
        label->setProperty("kind", QStringLiteral("text2"));
        return label;
    };
    m_x = new SegmentBar({tr("KL"), tr("√KL")}, panel);
    m_y = new SegmentBar({tr("Win rate")}, panel);
    m_intervals = new QCheckBox(tr("Intervals 95 %"), panel);
    m_intervals->setChecked(true);
    m_bestOfN = new QCheckBox(tr("Best of n"), panel);
    m_bestOfN->setChecked(true);
    axes->addWidget(letter(QStringLiteral("x")));
    axes->addWidget(m_x);
    axes->addWidget(letter(QStringLiteral("y")));
    axes->addWidget(m_y);
    axes->addStretch(1);
    auto* ticks = new QHBoxLayout;
    ticks->setSpacing(8);
    ticks->addWidget(m_intervals);
    ticks->addWidget(m_bestOfN);
    ticks->addStretch(1);
    auto* tools = new QBoxLayout(QBoxLayout::LeftToRight);
    tools->setSpacing(8);
    tools->addLayout(axes, 1);
    tools->addLayout(ticks);
    connect(m_x, &SegmentBar::changed, this, [this] {
        draw();
        m_plot->showAll();
    });
    connect(m_y, &SegmentBar::changed, this, [this] {
        draw();
        m_plot->showAll();
    });
    connect(m_intervals, &QCheckBox::toggled, this, &FrontierView::draw);
    connect(m_bestOfN, &QCheckBox::toggled, this, &FrontierView::draw);
    return tools;
}

QWidget* FrontierView::makeTablePanel() {
    auto* panel = new Panel(tr("Same data as a table"), this);
    auto* copy = new QPushButton(icon(QStringLiteral("copy"), Ink::Text), tr("Copy"), panel);
    copy->setProperty("kind", QStringLiteral("small"));
    panel->head()->addWidget(copy);
    m_table = new TableView(panel);
    m_table->setMinimumHeight(scaled(112));
    m_table->setTextElideMode(Qt::ElideMiddle);  // run and policy: both ends tell
    panel->body()->addWidget(m_table, 1);
    connect(copy, &QPushButton::clicked, m_table, &TableView::copy);
    return panel;
}

FrontierChoice FrontierView::choice() const {
    FrontierChoice chosen;
    chosen.rootKl = m_x->chosen() == 1;
    chosen.intervals = m_intervals->isChecked();
    chosen.bestOfN = m_bestOfN->isChecked();
    chosen.hidden = m_list->hiddenPolicies();
    const int model = m_y->chosen() - 1;
    if (model >= 0 && model < static_cast<int>(m_models.size())) {
        chosen.value = report::FrontierValue::Reward;
        chosen.rewardModel = m_models[static_cast<std::size_t>(model)];
    }
    return chosen;
}

void FrontierView::setRuns(const std::vector<runs::RunSummary>& all,
                           const std::set<std::string>& shown,
                           const std::vector<RunSnapshotPtr>& snapshots) {
    m_body->setFilled(!all.empty());
    m_all = all;
    const std::vector<std::string> names = report::distinctNames(all);
    for (std::size_t index = 0; index < m_all.size(); ++index) {
        m_all[index].name = names[index];
    }
    m_runs.clear();
    for (const RunSnapshotPtr& snapshot : snapshots) {
        if (snapshot && shown.contains(snapshot->summary.id)) {
            m_runs.push_back({snapshot->summary, snapshot->events});
            const auto named =
                std::find_if(m_all.begin(), m_all.end(), [&](const runs::RunSummary& one) {
                    return one.id == snapshot->summary.id;
                });
            m_runs.back().run.name = named == m_all.end() ? snapshot->summary.name : named->name;
        }
    }
    m_list->setRuns(m_all, shown, m_runs, m_theme);
    m_models.clear();
    for (const FrontierPoint& point : frontierPoints(m_runs, {})) {
        for (const auto& [name, reward] : point.evaluation.rewards) {
            if (std::find(m_models.begin(), m_models.end(), name) == m_models.end()) {
                m_models.push_back(name);
            }
        }
    }
    QStringList words{tr("Win rate")};
    for (const std::string& model : m_models) {
        words << QString::fromStdString(model);
    }
    m_y->setWords(words);
    fitTools();
    draw();
}

void FrontierView::draw() {
    report::Figure figure = frontierFigure(m_runs, choice());
    m_caption->setText(captionText(figure));
    m_caption->setVisible(!figure.series.empty());
    m_points = frontierPoints(m_runs, choice());
    m_bestOfN->setEnabled(m_y->chosen() == 0);
    m_plot->setFigure(std::move(figure));
    // Policy; τ, KL, win rate; a column a reward model; tokens, cut share.
    std::vector<int> widths = {0, 46, 100, 98};
    report::Table table = frontierTable(m_points, m_runs.size() > 1);
    widths.resize(std::max<std::size_t>(widths.size(), table.columns.size() - 2), 104);
    widths.insert(widths.end(), {62, 62});
    m_table->setColumnWidths(std::move(widths));
    const std::set<report::RunPolicy> variants = report::variantPolicies(m_runs);
    std::vector<QIcon> marks;
    for (const FrontierPoint& point : m_points) {
        const std::string& policy = point.evaluation.policy;
        marks.push_back(policyIcon(policy, variants.contains({point.run, policy}), m_theme));
    }
    m_table->setTable(std::move(table), std::move(marks));
    m_head->setOver(m_points.empty()
                        ? QString()
                        : tr("%1 · %2 points")
                              .arg(m_runs.size() == 1
                                       ? QString::fromStdString(m_runs.front().run.name)
                                       : tr("%1 runs").arg(m_runs.size()))
                              .arg(m_points.size()));
    choosePoint(m_key, false);
}

void FrontierView::choosePoint(const QString& key, bool tell) {
    m_key = key;
    const auto found =
        std::find_if(m_points.begin(), m_points.end(), [&](const FrontierPoint& one) {
            return one.key == key.toStdString();
        });
    m_plot->setSelectedKey(key);
    if (found == m_points.end()) {
        m_inspector->setPoint({}, nullptr);
        return;
    }
    m_table->chooseRow(static_cast<int>(found - m_points.begin()));
    const auto run = std::find_if(m_runs.begin(), m_runs.end(), [&](const report::RunEvents& one) {
        return one.run.id == found->run;
    });
    m_inspector->setPoint(*found, run == m_runs.end() ? nullptr : &*run);
    if (tell) {
        Q_EMIT selected(key);
    }
}

void FrontierView::setSelectedKey(const QString& key) {
    if (key != m_key) {
        choosePoint(key, false);
    }
}

void FrontierView::setTheme(Theme theme) {
    m_theme = theme;
    m_plot->setTheme(theme);
    m_inspector->setTheme(theme);
    std::set<std::string> shown;
    for (const report::RunEvents& run : m_runs) {
        shown.insert(run.run.id);
    }
    m_list->setRuns(m_all, shown, m_runs, theme);
    draw();  // the table's marks
}

nlohmann::json FrontierView::state() const {
    nlohmann::json hidden = nlohmann::json::array();
    for (const auto& [run, policy] : m_list->hiddenPolicies()) {
        hidden.push_back({run, policy});
    }
    return {{"rootKl", m_x->chosen() == 1},
            {"y", m_y->chosenWord().toStdString()},
            {"intervals", m_intervals->isChecked()},
            {"bestOfN", m_bestOfN->isChecked()},
            {"hidden", hidden}};
}

void FrontierView::restore(const nlohmann::json& state) {
    m_x->choose(state.value("rootKl", false) ? 1 : 0);
    m_intervals->setChecked(state.value("intervals", true));
    m_bestOfN->setChecked(state.value("bestOfN", true));
    std::set<std::pair<std::string, std::string>> hidden;
    for (const nlohmann::json& one : state.value("hidden", nlohmann::json::array())) {
        if (one.is_array() && one.size() == 2 && one[0].is_string() && one[1].is_string()) {
            hidden.emplace(one[0].get<std::string>(), one[1].get<std::string>());
        }
    }
    m_list->setHiddenPolicies(std::move(hidden));
    draw();
}

void FrontierView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool narrow = width() < scaled(foldUnder);
    m_dock->setFixedWidth(scaled(narrow ? listWidthNarrow : listWidth));
    if (narrow != m_narrow) {
        m_narrow = narrow;
        setInspectorShown(!narrow);
    }
    fitTools();
}

void FrontierView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    // Queued: the style sheet has then given the words their sizes.
    QMetaObject::invokeMethod(this, &FrontierView::fitTools, Qt::QueuedConnection);
}

void FrontierView::setInspectorShown(bool shown) {
    m_inspectorShown = shown;
    m_inspector->setVisible(shown);
    m_handle->setVisible(m_narrow || !shown);
    m_handle->setFolded(!shown);
    fitTools();
}

void FrontierView::fitTools() {
    // The choices of both axes and the ticks stand in a line where it is long enough for all.
    const int taken = m_dock->minimumWidth() +
                      (m_inspectorShown ? m_inspector->minimumWidth() + rowGap : 0) +
                      (m_narrow || !m_inspectorShown ? m_handle->minimumWidth() + rowGap : 0);
    const int scrollBar = 10;
    const int room = width() - taken - rowGap - scaled(2 * 16 + 2 * 12 + scrollBar);
    const int wish = m_tools->itemAt(0)->sizeHint().width() + m_tools->spacing() +
                     m_tools->itemAt(1)->sizeHint().width();
    m_tools->setDirection(wish > room ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

}  // namespace lire::ui
