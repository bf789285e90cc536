// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/frontier/frontier_figure.h"
#include "ui/session.h"

class QBoxLayout;
class QCheckBox;
class QLabel;
class QResizeEvent;

namespace lire::ui {

class PageBody;
class FigureView;
class FoldHandle;
class PageHead;
class PointInspector;
class PolicyList;
class SegmentBar;
class TableView;

/// All of the page Frontier; draws snapshots and knows no session. Thread: window.
class FrontierView final : public QWidget {
    Q_OBJECT
public:
    explicit FrontierView(QWidget* parent = nullptr);

    /// Every run of the workspace, the ticked ones' ids, and the snapshots that have arrived.
    void setRuns(const std::vector<runs::RunSummary>& all,
                 const std::set<std::string>& shown,
                 const std::vector<RunSnapshotPtr>& snapshots);
    void setTheme(Theme theme);
    /// Rings the point and fills the inspector; no signal.
    void setSelectedKey(const QString& key);
    /// In a narrow window the inspector is folded to its handle until it is wanted.
    void setInspectorShown(bool shown);
    bool inspectorShown() const { return m_inspectorShown; }
    nlohmann::json state() const;
    void restore(const nlohmann::json& state);
    FigureView& plot() { return *m_plot; }
    TableView& table() { return *m_table; }
    PointInspector& inspector() { return *m_inspector; }

Q_SIGNALS:
    void runTicked(const QString& run, bool shown);
    void selected(const QString& key);
    void opened(const QString& key);
    void pageWanted(const QString& page);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makePlotPanel();
    QBoxLayout* makeTools(QWidget* panel);
    QWidget* makeTablePanel();
    FrontierChoice choice() const;
    void fitTools();
    void draw();
    void choosePoint(const QString& key, bool tell);

    PageBody* m_body = nullptr;
    PageHead* m_head = nullptr;
    PolicyList* m_list = nullptr;
    QWidget* m_dock = nullptr;
    QBoxLayout* m_tools = nullptr;
    SegmentBar* m_x = nullptr;
    SegmentBar* m_y = nullptr;
    QCheckBox* m_intervals = nullptr;
    QCheckBox* m_bestOfN = nullptr;
    FigureView* m_plot = nullptr;
    QLabel* m_caption = nullptr;
    TableView* m_table = nullptr;
    QLabel* m_count = nullptr;
    PointInspector* m_inspector = nullptr;
    FoldHandle* m_handle = nullptr;
    std::vector<runs::RunSummary> m_all;  ///< with names that tell them apart, as m_runs
    std::vector<report::RunEvents> m_runs;
    std::vector<FrontierPoint> m_points;
    std::vector<std::string> m_models;  ///< reward models, in the order of the y choices
    QString m_key;
    bool m_narrow = false;
    bool m_inspectorShown = true;
    Theme m_theme = Theme::Dark;
};

}  // namespace lire::ui
