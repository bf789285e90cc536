// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>

#include "ui/responses/response_column.h"
#include "ui/session.h"

class QHBoxLayout;
class QLabel;
class QMenu;
class QPushButton;
class QScrollArea;

namespace lire::ui {

class PageBody;
class EmptyState;
class FilterChips;
class PageHead;
class PromptDock;
class SegmentBar;

/// All of the page Responses; draws prompts with their answers and knows no session. Keys: J and K
/// next and former prompt, P pins the next column, D changes what is marked, W shows blanks, N
/// hides names, / searches. While names are hidden, each prompt has its columns in an order of its
/// own, the first one is pinned, and of the numbers only rewards stay. Thread: window.
class ResponsesView final : public QWidget {
    Q_OBJECT
public:
    explicit ResponsesView(QWidget* parent = nullptr);
    ~ResponsesView() override;

    /// Null responses or prompts: they are being read.
    void setData(const PromptsPtr& prompts,
                 const ResponsesPtr& responses,
                 const ResponseQuestion& question);
    /// Prompts to keep (empty: all) and why, as its chip says.
    void setFilter(const std::vector<QString>& prompts, const QString& words);
    void setTheme(Theme theme);
    /// The run in words, before its data.
    void setRunName(const QString& name) { m_runName = name; }
    /// The run's policies that are variants: their marks are open.
    void setVariants(std::set<std::string> policies);
    /// A policy that was chosen elsewhere: shown beside the pinned one, marked, and in sight.
    void choosePolicy(const std::string& policy);
    /// The same without a move: it was chosen before, and its column is where the user left it.
    void markPolicy(const std::string& policy);
    /// No signal.
    void choosePrompt(const QString& prompt);
    void setOrder(PromptOrder order, std::uint64_t seed);
    void pin(const std::string& name);
    void moveColumn(const std::string& name, const std::string& on);
    void setColumnShown(const std::string& name, bool shown);
    void setNamesHidden(bool hidden);
    void setMode(DiffMode mode);
    void setBlanksShown(bool shown);
    void step(int prompts);

    QString prompt() const;
    std::vector<std::string> shownColumns() const;
    const std::string& pinned() const { return m_pinned; }
    ResponseColumn* column(const std::string& name) const;
    nlohmann::json state() const;
    void restore(const nlohmann::json& state);

Q_SIGNALS:
    void promptChosen(const QString& prompt);
    void filterRemoved();
    void pageWanted(const QString& page);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makePrompt();
    void makeHead();
    void makeColumns();
    void draw();
    void drawColumns(const PromptRow& row);
    void arrange(const std::vector<std::string>& order);
    void showChosen();
    void clearFilters();
    void fitPrompt();
    void drawPrompt(const PromptRow& row, int place, std::size_t listed);
    void fillColumnMenu();
    void nameHideButton();
    void exportRows();

    PageBody* m_body = nullptr;
    PageHead* m_head = nullptr;
    SegmentBar* m_modeBar = nullptr;
    QPushButton* m_hideNames = nullptr;
    QPushButton* m_columnsButton = nullptr;
    QMenu* m_columnsMenu = nullptr;
    FilterChips* m_chips = nullptr;
    PromptDock* m_dock = nullptr;
    QLabel* m_promptHead = nullptr;
    QLabel* m_promptText = nullptr;
    QScrollArea* m_promptArea = nullptr;
    QWidget* m_promptPanel = nullptr;
    QScrollArea* m_columnsArea = nullptr;
    EmptyState* m_noMatch = nullptr;
    QHBoxLayout* m_columnsRow = nullptr;
    std::vector<ResponseColumn*> m_columns;
    std::vector<PromptRow> m_rows;
    std::vector<std::string> m_columnOrder;
    std::set<std::string> m_hiddenColumns = {rejectedColumn};  ///< four or five fit a window
    ResponseQuestion m_question;
    std::string m_pinned = "base";
    Theme m_theme = Theme::Dark;
    DiffMode m_mode = DiffMode::Differs;
    bool m_blanksShown = false;
    bool m_namesHidden = false;
    std::uint64_t m_blindSeed = 0;  ///< another one each time that names are hidden
    std::size_t m_blindPinned = 0;  ///< place of the pinned answer while names are hidden
    QString m_runName;
    std::set<std::string> m_variants;
    std::string m_chosen;  ///< policy
};

}  // namespace lire::ui
