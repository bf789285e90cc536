// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

#include "ui/session.h"

class QLabel;
class QPushButton;
class QTableWidget;

namespace lire::ui {

class NoteBox;
class Panel;

/// What is chosen in the runs table: one run with its settings and next steps, or two runs with
/// what differs between them. Thread: window.
class RunDetails final : public QWidget {
    Q_OBJECT
public:
    explicit RunDetails(Session& session, QWidget* parent = nullptr);
    /// Ids; none, one, or the first two of several.
    void setRuns(const QStringList& ids);

private:
    void fill();
    void showOne(const runs::RunSummary& run);
    void showTwo(const runs::RunSummary& left, const runs::RunSummary& right);
    void setTable(const QStringList& columns, const std::vector<QStringList>& rows);
    /// Gives each row the height that its longest cell takes at the columns' widths.
    void fitRows();
    const runs::RunSummary* summary(const QString& id) const;
    QPushButton* addButton(const QString& text, const QString& icon);

    Session& m_session;
    QStringList m_ids;
    Panel* m_panel;
    QLabel* m_words;
    QTableWidget* m_table;
    NoteBox* m_note;
    QPushButton* m_resume;
    QPushButton* m_report;
    QPushButton* m_frontier;
    QPushButton* m_edit;
};

}  // namespace lire::ui
