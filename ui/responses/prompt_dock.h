// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/responses/response_rows.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QListView;
class QSpinBox;

namespace lire::ui {

class PromptModel;

/// The list of prompts with its search and its order. A pattern that is none is told under the
/// search, and filters nothing. Thread: window.
class PromptDock final : public QWidget {
    Q_OBJECT
public:
    explicit PromptDock(QWidget* parent = nullptr);
    /// In a narrow window the answers take what the list can spare.
    void setNarrow(bool narrow);

    /// `rows` must live until the next call; null: none.
    void setRows(const std::vector<PromptRow>* rows);
    /// Prompts to keep; empty: all.
    void setKept(const std::vector<QString>& prompts);
    void setOrder(PromptOrder order, std::uint64_t seed);
    PromptOrder order() const;
    std::uint64_t seed() const;
    /// Hides what the list tells of the chosen policy: its answers are read without names.
    void setChangesHidden(bool hidden);
    void focusSearch();
    /// Empties the search; no prompt is kept out by it.
    void clearSearch();
    /// How many prompts there are, listed or not.
    int total() const;
    /// Chooses the prompt `prompts` further down; stays at the ends.
    void step(int prompts);
    /// Nothing where it is not listed. No signal.
    void choose(const QString& prompt);
    QString chosen() const { return m_chosen; }
    /// The chosen prompt's place in the list, from 0; -1 where none is chosen.
    int place() const;
    /// The rows as listed.
    std::vector<const PromptRow*> listed() const;

Q_SIGNALS:
    /// Another prompt is chosen; `byUser`: by a click or key, not by a new list.
    void changed(bool byUser);

private:
    void list();
    void tellPattern(const QString& wrong);

    QLineEdit* m_search = nullptr;
    QLabel* m_wrong = nullptr;
    QComboBox* m_order = nullptr;
    QSpinBox* m_seed = nullptr;
    QListView* m_list = nullptr;
    QLabel* m_count = nullptr;
    PromptModel* m_model = nullptr;
    const std::vector<PromptRow>* m_rows = nullptr;
    std::vector<QString> m_kept;
    QString m_chosen;
    bool m_quiet = false;
};

}  // namespace lire::ui
