// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/table_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QSortFilterProxyModel>
#include <algorithm>

#include "ui/plots/figure_text.h"
#include "ui/theme/fonts.h"

namespace lire::ui {

void TableModel::setTable(report::Table table, std::vector<QIcon> marks) {
    beginResetModel();
    m_table = std::move(table);
    m_marks = std::move(marks);
    endResetModel();
}

int TableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_table.rows.size());
}

int TableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_table.columns.size());
}

bool TableModel::numeric(std::size_t column) const {
    return std::any_of(m_table.numbers.begin(), m_table.numbers.end(), [column](const auto& row) {
        return column < row.size() && row[column];
    });
}

QVariant TableModel::data(const QModelIndex& index, int role) const {
    const auto row = static_cast<std::size_t>(index.row());
    const auto column = static_cast<std::size_t>(index.column());
    if (!index.isValid() || row >= m_table.rows.size() || column >= m_table.rows[row].size()) {
        return {};
    }
    const QString text = QString::fromStdString(m_table.rows[row][column]);
    switch (role) {
        case Qt::DisplayRole:
        case Qt::ToolTipRole:
            return text;
        case Qt::DecorationRole:
            return column == 0 && row < m_marks.size() ? QVariant(m_marks[row]) : QVariant();
        case Qt::FontRole:
            return numeric(column) ? numberFont(12) : textFont(12);
        case Qt::TextAlignmentRole:
            return {numeric(column) ? Qt::AlignRight | Qt::AlignVCenter
                                    : Qt::AlignLeft | Qt::AlignVCenter};
        case SortRole: {
            const bool known = row < m_table.numbers.size() &&
                               column < m_table.numbers[row].size() && m_table.numbers[row][column];
            return known ? QVariant(*m_table.numbers[row][column]) : QVariant(text);
        }
        default:
            return {};
    }
}

QVariant TableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    const auto column = static_cast<std::size_t>(section);
    if (orientation != Qt::Horizontal || column >= m_table.columns.size()) {
        return {};
    }
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole) {
        return QString::fromStdString(m_table.columns[column]);
    }
    if (role == Qt::TextAlignmentRole) {
        return {numeric(column) ? Qt::AlignRight | Qt::AlignVCenter
                                : Qt::AlignLeft | Qt::AlignVCenter};
    }
    return {};
}

TableView::TableView(QWidget* parent)
    : QTableView(parent), m_model(new TableModel(this)), m_sorted(new QSortFilterProxyModel(this)) {
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(TableModel::SortRole);
    setModel(m_sorted);
    setSortingEnabled(true);
    m_sorted->sort(-1);
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    horizontalHeader()->setSortIndicatorClearable(true);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setStretchLastSection(true);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(scaled(27));
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setTextElideMode(Qt::ElideRight);
    setFrameShape(NoFrame);
    setTabKeyNavigation(false);  // arrows walk through cells
    setIconSize(QSize(28, 16));
    connect(selectionModel(),
            &QItemSelectionModel::currentRowChanged,
            this,
            [this](const QModelIndex& now) {
                if (now.isValid() && !m_quiet) {
                    Q_EMIT rowChosen(sourceRow(now));
                }
            });
    connect(this, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
        Q_EMIT rowOpened(sourceRow(index));
    });
}

int TableView::sourceRow(const QModelIndex& index) const {
    return m_sorted->mapToSource(index).row();
}

void TableView::setTable(report::Table table, std::vector<QIcon> marks) {
    const bool sameColumns = table.columns == m_model->table().columns;
    const int row = currentIndex().isValid() ? sourceRow(currentIndex()) : -1;
    m_quiet = true;
    m_model->setTable(std::move(table), std::move(marks));
    m_quiet = false;
    fitColumns();
    if (!sameColumns && m_widths.empty()) {
        resizeColumnsToContents();
        for (int column = 0; column < m_model->columnCount(); ++column) {
            setColumnWidth(column, std::clamp(columnWidth(column), scaled(50), scaled(280)));
        }
    } else if (row >= 0 && row < m_model->rowCount()) {
        chooseRow(row);
    }
}

void TableView::setColumnWidths(std::vector<int> widths) {
    m_widths = std::move(widths);
    fitColumns();
}

void TableView::fitColumns() {
    if (static_cast<int>(m_widths.size()) != m_model->columnCount()) {
        return;
    }
    // A number is never cut: its column grows over its wish, and the text gives way.
    std::vector<int> widths;
    int rest = viewport()->width();
    for (std::size_t column = 0; column < m_widths.size(); ++column) {
        const int wish = scaled(m_widths[column]);
        const bool grows = wish > 0 && m_model->numeric(column);
        widths.push_back(grows ? std::max(wish, sizeHintForColumn(static_cast<int>(column)))
                               : wish);
        rest -= widths.back();
    }
    for (std::size_t column = 0; column < widths.size(); ++column) {
        setColumnWidth(static_cast<int>(column),
                       widths[column] > 0 ? widths[column] : std::max(scaled(96), rest));
    }
}

void TableView::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    fitColumns();
}

void TableView::chooseRow(int row) {
    m_quiet = true;
    const QModelIndex index = m_sorted->mapFromSource(m_model->index(row, 0));
    setCurrentIndex(index);
    scrollTo(index);
    m_quiet = false;
}

void TableView::copy() const {
    const report::Table& all = m_model->table();
    report::Table chosen;
    chosen.columns = all.columns;
    const QModelIndexList rows = selectionModel()->selectedRows();
    const int count = rows.isEmpty() ? m_sorted->rowCount() : static_cast<int>(rows.size());
    for (int place = 0; place < count; ++place) {
        const QModelIndex index = rows.isEmpty() ? m_sorted->index(place, 0) : rows[place];
        const auto row = static_cast<std::size_t>(sourceRow(index));
        chosen.rows.push_back(all.rows[row]);
        chosen.numbers.push_back(row < all.numbers.size() ? all.numbers[row]
                                                          : std::vector<std::optional<double>>());
    }
    QGuiApplication::clipboard()->setText(tabbedText(chosen));
}

void TableView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        copy();
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) &&
               currentIndex().isValid()) {
        Q_EMIT rowOpened(sourceRow(currentIndex()));
    } else {
        QTableView::keyPressEvent(event);
    }
}

}  // namespace lire::ui
