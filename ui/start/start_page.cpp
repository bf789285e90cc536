// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/start_page.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <utility>

#include "ui/parts/empty_state.h"
#include "ui/parts/page_area.h"
#include "ui/parts/page_head.h"
#include "ui/parts/panel.h"
#include "ui/session.h"
#include "ui/start/page.h"
#include "ui/start/run_delegate.h"
#include "ui/start/run_details.h"
#include "ui/start/run_filter.h"
#include "ui/start/run_model.h"
#include "ui/start/start_card.h"
#include "ui/theme/fonts.h"

namespace lire::ui {

namespace {

enum View { TableView, EmptyView, NoMatchView };

/// Columns by names that stay, as they are stored.
constexpr std::array<const char*, RunModel::ColumnCount> columnNames = {
    "name", "differs", "state", "policies", "rewards", "progress", "win_rate", "kl", "started"};

/// Started where none is stored, or one that is unknown.
int storedColumn(const nlohmann::json& state) {
    const auto found = state.find("sort");
    if (found != state.end() && found->is_string()) {
        const auto* const at =
            std::find(columnNames.begin(), columnNames.end(), found->get<std::string>());
        if (at != columnNames.end()) {
            return static_cast<int>(at - columnNames.begin());
        }
    }
    return RunModel::Started;
}

void setWidths(QHeaderView* header) {
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setSectionResizeMode(RunModel::Name, QHeaderView::Stretch);
    header->setHighlightSections(false);
    header->setMinimumSectionSize(scaled(56));
    constexpr std::array<std::pair<int, int>, 8> widths = {{{RunModel::Differs, 130},
                                                            {RunModel::State, 92},
                                                            {RunModel::Policies, 140},
                                                            {RunModel::Rewards, 116},
                                                            {RunModel::Progress, 104},
                                                            {RunModel::WinRate, 104},
                                                            {RunModel::Kl, 76},
                                                            {RunModel::Started, 104}}};
    for (const auto& [column, width] : widths) {
        header->resizeSection(column, scaled(width));
    }
}

}  // namespace

void RunFilter::setTyped(const QString& typed) {
    m_typed = typed;
    invalidateFilter();
}

bool RunFilter::filterAcceptsRow(int row, const QModelIndex& /*parent*/) const {
    return runFits(static_cast<const RunModel*>(sourceModel())->row(row), m_typed);
}

StartPage::StartPage(Session& session, QWidget* parent)
    : Page(parent),
      m_session(session),
      m_model(new RunModel(session, this)),
      m_filter(new RunFilter(this)),
      m_head(new PageHead(tr("Start"), this)) {
    m_filter->setSourceModel(m_model);
    m_filter->setSortRole(RunModel::SortRole);
    const QString folder = QString::fromStdString(session.workspace().string());
    m_head->setOver(tr("Workspace %1 · %2").arg(QDir(folder).dirName(), folder));
    auto* whole = new QVBoxLayout(scrolledInside(this));
    whole->setContentsMargins(scaled(16), scaled(12), scaled(16), scaled(12));
    whole->setSpacing(scaled(12));
    whole->addWidget(m_head);
    whole->addWidget(buildCards());
    auto* split = new QSplitter(this);
    split->setHandleWidth(scaled(12));
    split->addWidget(buildRuns());
    m_details = new RunDetails(session, split);
    split->addWidget(m_details);
    split->setStretchFactor(0, 1);
    split->setSizes({scaled(960), scaled(320)});
    split->setChildrenCollapsible(false);
    m_details->setMinimumWidth(scaled(260));
    whole->addWidget(split, 1);
    addPageActions();
    connect(&m_session, &Session::runsChanged, this, &StartPage::showCount);
    connect(&m_session, &Session::selectionChanged, this, &StartPage::showSelection);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &StartPage::showCount);
    connect(m_model, &QAbstractItemModel::modelReset, this, &StartPage::showSelection);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &StartPage::showSelection);
    showCount();
}

QWidget* StartPage::buildCards() {
    auto* cards = new QWidget(this);
    cards->setObjectName(QStringLiteral("clear"));
    auto* demo = new StartCard(
        {.icon = QStringLiteral("play"),
         .title = tr("Run the demo"),
         .sentence = tr("SmolLM2-135M-Instruct on a few hundred prompts: reward models, LIRE, SFT "
                        "and DPO, the frontier."),
         .foot = tr("No GPU needed"),
         .button = tr("Run the demo")},
        true,
        cards);
    auto* make = new StartCard(
        {.icon = QStringLiteral("experiment"),
         .title = tr("New experiment"),
         .sentence = tr("Model, data, rewards, policies and evaluation in a form beside the file "
                        "that it writes."),
         .foot = tr("Checked as you type"),
         .button = tr("New…")},
        false,
        cards);
    auto* open = new StartCard({.icon = QStringLiteral("folder"),
                                .title = tr("Open an experiment"),
                                .sentence = tr("An experiment file: edit it, see what will run, "
                                               "and start it here or by lire run."),
                                .foot = tr("A .json file"),
                                .button = tr("Open…")},
                               false,
                               cards);
    connect(demo->button(), &QPushButton::clicked, this, [this] { m_session.runDemo(); });
    connect(make->button(), &QPushButton::clicked, this, [this] { m_session.openExperiment(); });
    connect(open->button(), &QPushButton::clicked, this, [this] {
        const QString file = QFileDialog::getOpenFileName(
            this, tr("Open an experiment"), {}, tr("Experiments (*.json)"));
        if (!file.isEmpty()) {
            m_session.openExperiment(file);
        }
    });
    auto* line = new QHBoxLayout(cards);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(scaled(12));
    for (StartCard* card : {demo, make, open}) {
        line->addWidget(card, 1);
    }
    cards->setMinimumHeight(scaled(128));  // higher where large text takes more lines
    return cards;
}

QWidget* StartPage::buildRuns() {
    m_panel = new Panel(tr("Runs"), this);
    m_find = new QLineEdit(m_panel);
    m_find->setObjectName(QStringLiteral("find"));
    m_find->setPlaceholderText(tr("Filter: state:done T>2"));
    m_find->setToolTip(
        tr("Words of a name; state:done, method:lire; any setting of the experiment "
           "by : = < <= > >=, like seed=2, T>2, learning_rate<1e-3"));
    m_find->setAccessibleName(tr("Filter the runs"));
    m_find->setClearButtonEnabled(true);
    m_find->setFixedWidth(scaled(230));
    m_panel->head()->addWidget(m_find);
    connect(m_find, &QLineEdit::textChanged, this, [this](const QString& typed) {
        m_filter->setTyped(typed);
        showCount();
    });
    m_stack = new QStackedWidget(m_panel);
    m_stack->addWidget(buildTable());
    m_stack->addWidget(
        new EmptyState(QStringLiteral("start"),
                       tr("No run yet"),
                       tr("A run is an experiment with its results. The demo above makes one with "
                          "a small model, without a GPU."),
                       m_stack));
    m_none = new EmptyState(QStringLiteral("filter"), QString(), QString(), m_stack);
    connect(
        m_none->addButton(tr("Clear filter")), &QPushButton::clicked, m_find, &QLineEdit::clear);
    m_stack->addWidget(m_none);
    m_panel->body()->addWidget(m_stack, 1);
    return m_panel;
}

QWidget* StartPage::buildTable() {
    m_table = new QTableView(m_stack);
    m_table->setModel(m_filter);
    m_table->setItemDelegate(new RunDelegate(m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(RunModel::Started, Qt::DescendingOrder);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(scaled(31));
    m_table->setAccessibleName(tr("Runs of the workspace"));
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    setWidths(m_table->horizontalHeader());
    connect(m_table->selectionModel(),
            &QItemSelectionModel::selectionChanged,
            this,
            &StartPage::takeChoice);
    connect(m_table, &QTableView::activated, this, [this] {
        m_session.openPage(QStringLiteral("jobs"));
    });
    connect(m_model, &QAbstractItemModel::modelReset, this, &StartPage::showCount);
    return m_table;
}

void StartPage::addPageActions() {
    auto* resume = new QAction(tr("Resume run"), this);
    connect(resume, &QAction::triggered, this, [this] {
        for (const QString& run : chosenRuns()) {
            m_session.resume(run);
        }
    });
    auto* jobs = new QAction(tr("Show in Jobs"), this);
    connect(
        jobs, &QAction::triggered, this, [this] { m_session.openPage(QStringLiteral("jobs")); });
    auto* frontier = new QAction(tr("Show on the frontier"), this);
    connect(frontier, &QAction::triggered, this, [this] {
        m_session.openPage(QStringLiteral("frontier"));
    });
    m_table->addActions({jobs, frontier, resume});
    addActions({jobs, frontier, resume});
}

void StartPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    chooseColumns();
}

void StartPage::chooseColumns() {
    m_table->setColumnHidden(RunModel::Rewards, width() < scaled(1460));
    m_table->setColumnHidden(RunModel::Policies, width() < scaled(1300));
    m_table->setColumnHidden(RunModel::Started, width() < scaled(1160));
    m_table->setColumnHidden(RunModel::Kl, width() < scaled(1020));
}

nlohmann::json StartPage::state() const {
    return {{"filter", m_find->text().toStdString()},
            {"sort", columnNames.at(static_cast<std::size_t>(m_filter->sortColumn()))},
            {"descending", m_filter->sortOrder() == Qt::DescendingOrder}};
}

void StartPage::restore(const nlohmann::json& state) {
    m_find->setText(QString::fromStdString(state.value("filter", std::string())));
    m_table->sortByColumn(
        storedColumn(state),
        state.value("descending", true) ? Qt::DescendingOrder : Qt::AscendingOrder);
}

void StartPage::showCount() {
    const int all = m_model->rowCount();
    const int shown = m_filter->rowCount();
    m_panel->setOver(shown == all ? (all == 1 ? tr("1 run") : tr("%1 runs").arg(all))
                                  : tr("%1 of %2 runs").arg(shown).arg(all));
    const QString unknown = unknownSetting(m_model->rows(), m_find->text());
    m_none->setWords(tr("No run fits the filter"),
                     unknown.isEmpty()
                         ? QString()
                         : tr("No run has a setting \"%1\". Settings are named as in the "
                              "experiment file: seed, temperature, learning_rate.")
                               .arg(unknown));
    m_stack->setCurrentIndex(all == 0 ? EmptyView : shown == 0 ? NoMatchView : TableView);
    m_details->setVisible(all > 0);
}

void StartPage::takeChoice() {
    const QStringList runs = chosenRuns();
    m_details->setRuns(runs);
    if (runs.size() == 1) {
        Selection next;
        next.run = runs.front();
        m_session.select(next);
    }
}

void StartPage::showSelection() {
    const QString run = m_session.selection().run;
    if (run.isEmpty() || chosenRuns().contains(run)) {
        return;
    }
    for (int row = 0; row < m_filter->rowCount(); ++row) {
        if (m_filter->index(row, 0).data(RunModel::RunRole).toString() == run) {
            m_table->selectRow(row);
            return;
        }
    }
}

QStringList StartPage::chosenRuns() const {
    QStringList runs;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows()) {
        runs << index.data(RunModel::RunRole).toString();
    }
    return runs;
}

PageKind startPage() {
    return {.id = QStringLiteral("start"),
            .title = QStringLiteral("Start"),
            .icon = QStringLiteral("start"),
            .group = QStringLiteral("start"),
            .help = QStringLiteral("The workspace's runs, and the ways to a first one"),
            .make = [](Session& session, QWidget* parent) -> Page* {
                return new StartPage(session, parent);
            }};
}

}  // namespace lire::ui
