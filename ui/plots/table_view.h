// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QIcon>
#include <QTableView>

#include "core/report/figure.h"

class QSortFilterProxyModel;

namespace lire::ui {

/// A report::Table as a Qt model: text as shown, SortRole by number where a cell has one. Thread:
/// window.
class TableModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role { SortRole = Qt::UserRole };

    using QAbstractTableModel::QAbstractTableModel;
    /// `marks`: of each row, before its first cell; empty: none.
    void setTable(report::Table table, std::vector<QIcon> marks = {});
    const report::Table& table() const { return m_table; }
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// Whether a column holds numbers.
    bool numeric(std::size_t column) const;

private:
    report::Table m_table;
    std::vector<QIcon> m_marks;
};

/// A table of results: sorted by a click on a header, rows chosen whole, Ctrl+C copies the chosen
/// rows (all, where none is chosen) with their headers. Tab leaves it. Thread: window.
class TableView final : public QTableView {
    Q_OBJECT
public:
    explicit TableView(QWidget* parent = nullptr);
    /// Keeps order and scroll place where the columns are the same. `marks`: as TableModel's.
    void setTable(report::Table table, std::vector<QIcon> marks = {});
    const TableModel& source() const { return *m_model; }
    /// Widths at text size 100 %, a column each; a column of numbers grows where one needs it; 0
    /// takes what is left (at least 96). Kept at every new size. Without a call columns are as wide
    /// as their contents.
    void setColumnWidths(std::vector<int> widths);
    void copy() const;
    /// Chooses the row of the source table and scrolls to it; no signal.
    void chooseRow(int row);

Q_SIGNALS:
    /// Rows of the table as it was set, not as it is sorted.
    void rowChosen(int row);
    void rowOpened(int row);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    int sourceRow(const QModelIndex& index) const;
    void fitColumns();

    TableModel* m_model = nullptr;
    QSortFilterProxyModel* m_sorted = nullptr;
    std::vector<int> m_widths;
    bool m_quiet = false;
};

}  // namespace lire::ui
