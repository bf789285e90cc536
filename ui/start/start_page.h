// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

#include "ui/pages/page.h"

class QLineEdit;
class QStackedWidget;
class QTableView;

namespace lire::ui {

class EmptyState;
class PageHead;
class Panel;
class RunDetails;
class RunModel;

/// The runs that fit what was typed.
class RunFilter final : public QSortFilterProxyModel {
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setTyped(const QString& typed);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QString m_typed;
};

/// The page Start: three ways to begin, the runs, and what is chosen of them. Thread: window.
class StartPage final : public Page {
    Q_OBJECT
public:
    StartPage(Session& session, QWidget* parent);
    nlohmann::json state() const override;
    void restore(const nlohmann::json& state) override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* buildCards();
    QWidget* buildRuns();
    QWidget* buildTable();
    void addPageActions();
    void showCount();
    /// A narrow window keeps whole names and lets go of what the details show as well.
    void chooseColumns();
    void takeChoice();
    /// The run chosen on another page is chosen here too.
    void showSelection();
    QStringList chosenRuns() const;

    Session& m_session;
    RunModel* m_model;
    RunFilter* m_filter;
    PageHead* m_head;
    Panel* m_panel = nullptr;
    QLineEdit* m_find = nullptr;
    QTableView* m_table = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_none = nullptr;  ///< where no run fits the filter
    RunDetails* m_details = nullptr;
};

}  // namespace lire::ui
