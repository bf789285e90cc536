// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <array>
#include <optional>

#include "core/report/figure.h"
#include "ui/flips/flip_figures.h"
#include "ui/flips/flip_filter.h"
#include "ui/session.h"

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QResizeEvent;

namespace lire::ui {

class PageBody;
class FigureView;
class FilterChips;
class PageHead;
class Panel;
class ReadingCard;
class SegmentBar;
class TableView;

/// All of the page Flips; draws a run's responses and knows no session. Thread: window.
class FlipsView final : public QWidget {
    Q_OBJECT
public:
    explicit FlipsView(QWidget* parent = nullptr);

    /// What may be chosen: policies and temperatures of full evaluations; `name` tells the run from
    /// others (empty: its own). Null: no run.
    void setRun(const RunSnapshotPtr& run, const QString& name = {});
    /// The run's full responses and prompts; null while they are read.
    void setResponses(const ResponsesPtr& responses, const PromptsPtr& prompts);
    void setTheme(Theme theme);
    /// No signal.
    void choose(const QString& policy, std::optional<double> temperature);
    void setFilter(const FlipFilter& filter);
    const FlipFilter& filter() const { return m_filter; }
    /// Rows that the filters leave, as listed.
    std::vector<FlipRow> shownRows() const;
    FigureView& scatter() { return *m_scatter; }
    FigureView& histogram() { return *m_histogram; }
    TableView& table() { return *m_table; }
    const ReadingCard& card(std::size_t index) const { return *m_cards.at(index); }
    QString policy() const;
    double temperature() const;

Q_SIGNALS:
    /// Another policy or temperature was chosen.
    void chosen(const QString& policy, double temperature);
    /// Prompts are to be read side by side: the first is the one to begin with.
    void opened(const std::vector<QString>& prompts, const QString& first, const QString& words);
    void pageWanted(const QString& page);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeChoices();
    QWidget* makePlots();
    QLayout* makeChanges(QWidget* plots);
    void showTabs();
    QWidget* makeList();
    void recount();
    void drawPlots();
    void drawList();

    void brush(const QRectF& part, Qt::KeyboardModifiers modifiers);
    void open(const QString& first);

    PageBody* m_body = nullptr;
    PageHead* m_head = nullptr;
    QComboBox* m_policy = nullptr;
    QComboBox* m_beside = nullptr;
    QComboBox* m_temperature = nullptr;
    QDoubleSpinBox* m_epsilon = nullptr;
    std::optional<double> m_measuredEpsilon;  ///< that m_epsilon was set to last
    std::array<ReadingCard*, 3> m_cards = {};
    SegmentBar* m_form = nullptr;
    FigureView* m_scatter = nullptr;
    FigureView* m_histogram = nullptr;
    FigureView* m_cumulative = nullptr;
    std::array<Panel*, 2> m_tabPanels = {};  ///< histogram and cumulative share
    std::array<SegmentBar*, 2> m_tabs = {};  ///< in their heads, while the page is low
    int m_tab = 0;
    bool m_low = false;
    FilterChips* m_chips = nullptr;
    QLabel* m_count = nullptr;
    TableView* m_table = nullptr;
    RunSnapshotPtr m_run;
    QString m_runName;
    ResponsesPtr m_responses;
    PromptsPtr m_prompts;
    FlipSet m_flips;
    FlipSet m_besideFlips;
    FlipFilter m_filter;
    FlipReading m_reading = FlipReading::Fell;
};

/// Rows as a table: id, prompt, both rewards, change, the other model's change, reading, win.
/// Thread: any.
report::Table flipTable(const std::vector<FlipRow>& rows,
                        const FlipQuestion& question,
                        double epsilon);

}  // namespace lire::ui
