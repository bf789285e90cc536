// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/report/figures.h"
#include "ui/theme/palette.h"

class QBoxLayout;

namespace lire::ui {

class FigureView;
class Panel;

/// What the run has reached so far: the live path through the frontier, the win shares and the
/// histogram of reward changes with the first evaluation dashed. Thread: window.
class ResultPlots final : public QWidget {
    Q_OBJECT
public:
    explicit ResultPlots(QWidget* parent = nullptr);
    /// `wanted`: the policy whose shares and changes; empty: the last one evaluated.
    void setRun(const report::RunEvents& run, const std::string& wanted);
    void setTheme(Theme theme);
    /// The three plots beside each other, else over each other.
    void setAcross(bool across);
    FigureView& frontier() { return *m_frontier; }
    FigureView& shares() { return *m_shares; }
    FigureView& changes() { return *m_changes; }

Q_SIGNALS:
    /// A page is wanted ("frontier", "flips").
    void pageWanted(const QString& page);
    /// A mark was opened: its responses are wanted.
    void doorOpened(const QString& key);

private:
    Panel* addPlot(const QString& heading, const QString& page, FigureView*& view);

    QBoxLayout* m_plots = nullptr;
    Panel* m_frontierPanel = nullptr;
    Panel* m_sharesPanel = nullptr;
    Panel* m_changesPanel = nullptr;
    FigureView* m_frontier = nullptr;
    FigureView* m_shares = nullptr;
    FigureView* m_changes = nullptr;
};

}  // namespace lire::ui
