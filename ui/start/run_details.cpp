// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/run_details.h"

#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <ranges>

#include "ui/parts/note_box.h"
#include "ui/parts/panel.h"
#include "ui/start/run_difference.h"
#include "ui/start/run_row.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icon.h"

namespace lire::ui {

namespace {

/// The last error that a run has told.
QString lastError(const RunSnapshot& run) {
    for (const runs::Event& event : std::views::reverse(run.events)) {
        const auto* message = std::get_if<runs::MessageEvent>(&event.body);
        if (message != nullptr && message->level == "error") {
            return QStringLiteral("%1: %2; %3")
                .arg(QString::fromStdString(message->place),
                     QString::fromStdString(message->problem),
                     QString::fromStdString(message->mend));
        }
    }
    return {};
}

QString number(const nlohmann::json& object, const char* key, const QString& fallback) {
    const auto found = object.find(key);
    return found != object.end() && !found->is_null() ? QString::fromStdString(found->dump())
                                                      : fallback;
}

std::vector<QStringList> settingRows(const nlohmann::json& experiment) {
    std::vector<QStringList> rows;
    if (!experiment.is_object()) {
        return rows;
    }
    const auto policy = experiment.value("policy", nlohmann::json::object());
    rows.push_back({QObject::tr("model"), QString::fromStdString(policy.value("model", ""))});
    for (const auto& train : experiment.value("train", nlohmann::json::array())) {
        const std::string objective = train.value("objective", "lire");
        QStringList words;
        const auto options = train.value("options", nlohmann::json::object());
        for (const auto& [name, value] : options.items()) {
            words << QStringLiteral("%1 %2").arg(QString::fromStdString(name),
                                                 QString::fromStdString(value.dump()));
        }
        words << QObject::tr("E %1 · I %2")
                     .arg(number(train, "evolve", QStringLiteral("1")),
                          number(train, "iterate", QStringLiteral("1")));
        rows.push_back({QString::fromStdString(train.value("name", objective)),
                        words.join(QStringLiteral(" · "))});
    }
    rows.push_back({QObject::tr("seed"), number(experiment, "seed", QStringLiteral("1"))});
    return rows;
}

std::vector<QStringList> resultRows(const RunRow& row) {
    if (!row.winRate || !row.kl) {
        return {};
    }
    return {{QObject::tr("best policy"),
             QStringLiteral("%1, T %2").arg(row.bestPolicy).arg(row.temperature)},
            {QObject::tr("picked as"), pickedFrom(row)},
            {QObject::tr("win rate, %"),
             QStringLiteral("%1 (%2 to %3)")
                 .arg(row.winRate->value * 100.0, 0, 'f', 1)
                 .arg(row.winRate->low * 100.0, 0, 'f', 1)
                 .arg(row.winRate->high * 100.0, 0, 'f', 1)},
            {QObject::tr("KL, nats"), QString::number(row.kl->value, 'f', 2)},
            {QObject::tr("prompts, n"), QString::number(row.prompts)}};
}

}  // namespace

RunDetails::RunDetails(Session& session, QWidget* parent)
    : QWidget(parent),
      m_session(session),
      m_panel(new Panel(tr("Run"), this)),
      m_words(new QLabel(m_panel)),
      m_table(new QTableWidget(m_panel)),
      m_note(new NoteBox(QStringLiteral("error"), {}, m_panel)),
      m_resume(addButton(tr("Resume"), QStringLiteral("play"))),
      m_report(addButton(tr("Report"), QStringLiteral("file"))),
      m_frontier(addButton(tr("Frontier"), QStringLiteral("frontier"))),
      m_edit(addButton(tr("New from it"), QStringLiteral("experiment"))) {
    m_words->setProperty("kind", QStringLiteral("text2"));
    m_words->setWordWrap(true);
    m_table->verticalHeader()->hide();
    m_table->setShowGrid(false);
    m_table->verticalHeader()->setDefaultSectionSize(scaled(27));
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setWordWrap(true);
    connect(m_table->horizontalHeader(), &QHeaderView::sectionResized, this, &RunDetails::fitRows);
    m_table->setAccessibleName(tr("Settings and results of what is chosen"));
    m_panel->body()->addWidget(m_words);
    m_panel->body()->addWidget(m_note);
    m_panel->body()->addWidget(m_table, 1);
    m_panel->body()->addStretch(0);
    m_words->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_words->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    auto* buttons = new QGridLayout;
    buttons->setSpacing(scaled(8));
    buttons->addWidget(m_resume, 0, 0);
    buttons->addWidget(m_report, 0, 1);
    buttons->addWidget(m_frontier, 1, 0);
    buttons->addWidget(m_edit, 1, 1);
    m_panel->body()->addLayout(buttons);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_panel);

    connect(m_resume, &QPushButton::clicked, this, [this] {
        m_session.resume(m_ids.value(0));
        m_session.openPage(QStringLiteral("jobs"));
    });
    connect(
        m_report, &QPushButton::clicked, this, [this] { m_session.openReport(m_ids.value(0)); });
    connect(m_frontier, &QPushButton::clicked, this, [this] {
        m_session.openPage(QStringLiteral("frontier"));
    });
    connect(m_edit, &QPushButton::clicked, this, [this] {
        m_session.editExperimentOf(m_ids.value(0));
    });
    connect(&m_session, &Session::runsChanged, this, &RunDetails::fill);
    connect(&m_session, &Session::runChanged, this, [this](const QString& id) {
        if (m_ids.contains(id)) {
            fill();
        }
    });
    fill();
}

void RunDetails::setRuns(const QStringList& ids) {
    m_ids = ids;
    for (const QString& id : m_ids) {
        m_session.watchRun(id);
    }
    fill();
}

void RunDetails::fill() {
    const auto* first = summary(m_ids.value(0));
    const auto* second = summary(m_ids.value(1));
    m_note->hide();
    const bool one = first != nullptr && second == nullptr;
    m_resume->setEnabled(one && (first->state == "stopped" || first->state == "failed"));
    m_report->setEnabled(one && !first->report.empty());
    m_frontier->setEnabled(first != nullptr);
    m_edit->setEnabled(one);
    if (second != nullptr) {
        showTwo(*first, *second);
    } else if (first != nullptr) {
        showOne(*first);
    } else {
        m_panel->setHeading(tr("Run"));
        m_panel->setOver({});
        m_words->setText(
            tr("Choose a run to see its settings and results; choose two to see what "
               "differs."));
        setTable({}, {});
    }
}

void RunDetails::showOne(const runs::RunSummary& run) {
    m_panel->setHeading(QString::fromStdString(run.name));
    m_panel->setOver(dateInWords(run.created));
    m_words->setText(QString::fromStdString(run.id));
    const RunSnapshotPtr snapshot = m_session.run(QString::fromStdString(run.id));
    if (!snapshot) {
        setTable({}, {});
        return;
    }
    auto rows = settingRows(snapshot->definition.experiment);
    for (QStringList& row :
         resultRows(runRow(run, &snapshot->definition.experiment, snapshot.get()))) {
        rows.push_back(std::move(row));
    }
    setTable({tr("Setting"), tr("Value")}, rows);
    const QString error = run.state == "failed" ? lastError(*snapshot) : QString();
    m_note->setText(error);
    m_note->setVisible(!error.isEmpty());
}

void RunDetails::showTwo(const runs::RunSummary& left, const runs::RunSummary& right) {
    m_panel->setHeading(tr("What differs"));
    m_panel->setOver({});
    const RunSnapshotPtr before = m_session.run(QString::fromStdString(left.id));
    const RunSnapshotPtr after = m_session.run(QString::fromStdString(right.id));
    if (!before || !after) {
        setTable({}, {});
        return;
    }
    const Differences found =
        differences(before->definition.experiment, after->definition.experiment);
    m_words->setText(tr("%1 against %2. %3 settings are alike.")
                         .arg(QString::fromStdString(left.name), QString::fromStdString(right.name))
                         .arg(found.alike));
    std::vector<QStringList> rows;
    for (const Difference& difference : found.unlike) {
        const auto shown = [](const std::string& value) {
            return value.empty() ? QStringLiteral("–") : QString::fromStdString(value);
        };
        rows.push_back({QString::fromStdString(difference.pointer),
                        shown(difference.left),
                        shown(difference.right)});
    }
    RunRow one = runRow(left, &before->definition.experiment, before.get());
    RunRow other = runRow(right, &after->definition.experiment, after.get());
    const auto leftResults = resultRows(one);
    const auto rightResults = resultRows(other);
    for (std::size_t at = 0; at < std::min(leftResults.size(), rightResults.size()); ++at) {
        rows.push_back({leftResults[at][0], leftResults[at][1], rightResults[at][1]});
    }
    // Runs of one name are told apart by what they have unlike, else by their ids.
    QStringList heads = {QString::fromStdString(left.name), QString::fromStdString(right.name)};
    if (left.name == right.name) {
        tellApart({&one, &other});
        const bool alike = one.differs == other.differs;
        heads[0] = alike ? QString::fromStdString(left.id) : one.differs;
        heads[1] = alike ? QString::fromStdString(right.id) : other.differs;
    }
    setTable({tr("Setting"), heads[0], heads[1]}, rows);
    m_table->horizontalHeaderItem(1)->setToolTip(QString::fromStdString(left.id));
    m_table->horizontalHeaderItem(2)->setToolTip(QString::fromStdString(right.id));
}

void RunDetails::setTable(const QStringList& columns, const std::vector<QStringList>& rows) {
    m_table->clear();
    m_table->setColumnCount(static_cast<int>(columns.size()));
    m_table->setRowCount(static_cast<int>(rows.size()));
    m_table->setHorizontalHeaderLabels(columns);
    for (int column = 0; column < columns.size(); ++column) {
        m_table->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        // Two columns of values share the panel with the names: what is too long wraps.
        m_table->horizontalHeader()->setSectionResizeMode(column,
                                                          column == 0 && columns.size() == 2
                                                              ? QHeaderView::ResizeToContents
                                                              : QHeaderView::Stretch);
    }
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const QStringList& cells = rows[static_cast<std::size_t>(row)];
        for (int column = 0; column < cells.size(); ++column) {
            auto* item = new QTableWidgetItem(cells[column]);
            item->setToolTip(cells[column]);
            item->setFont(column == 0 ? textFont(12) : numberFont(12));
            m_table->setItem(row, column, item);
        }
    }
    m_table->setVisible(!rows.empty());
    fitRows();
}

void RunDetails::fitRows() {
    // The view's own measure knows nothing of the padding that the style gives a cell.
    const int padding = scaled(20);
    for (int row = 0; row < m_table->rowCount(); ++row) {
        int height = scaled(16);
        for (int column = 0; column < m_table->columnCount(); ++column) {
            const QTableWidgetItem* cell = m_table->item(row, column);
            if (cell == nullptr) {
                continue;
            }
            const QRect place(0, 0, m_table->columnWidth(column) - padding, scaled(64));
            const QFontMetrics metrics(cell->font());
            height = std::max(height,
                              metrics.boundingRect(place, Qt::TextWordWrap, cell->text()).height());
        }
        m_table->setRowHeight(row, std::min(height, scaled(64)) + scaled(11));
    }
}

const runs::RunSummary* RunDetails::summary(const QString& id) const {
    const RunListPtr runs = m_session.runs();
    const auto found = std::find_if(runs->begin(), runs->end(), [&id](const auto& run) {
        return id == QString::fromStdString(run.id);
    });
    return found == runs->end() ? nullptr : &*found;
}

QPushButton* RunDetails::addButton(const QString& text, const QString& iconName) {
    auto* button = new QPushButton(text, m_panel);
    button->setIcon(icon(iconName));
    return button;
}

}  // namespace lire::ui
