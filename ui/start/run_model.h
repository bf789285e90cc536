// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "ui/start/run_row.h"

namespace lire::ui {

/// The workspace's runs, a row each, newest first. Rows keep their place while their content
/// changes, so selection and scroll stay. Thread: window.
class RunModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        Name,
        Differs,
        State,
        Policies,
        Rewards,
        Progress,
        WinRate,
        Kl,
        Started,
        ColumnCount
    };
    enum Role { RunRole = Qt::UserRole, StateRole, FractionRole, SortRole, MethodRole };

    explicit RunModel(Session& session, QObject* parent = nullptr);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    const RunRow& row(int at) const { return m_rows.at(static_cast<std::size_t>(at)); }

    const std::vector<RunRow>& rows() const { return m_rows; }

private:
    static QVariant text(const RunRow& row, int column);
    void takeRuns();
    void takeRun(const QString& id);
    void tellRowsApart();

    Session& m_session;
    std::vector<RunRow> m_rows;
};

}  // namespace lire::ui
