// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <vector>

#include "ui/plots/figure_bounds.h"

namespace lire::ui {

/// The way back and forward through the views of a plot. Thread: any.
class ViewHistory {
public:
    /// Leaves `view` behind: it is where back() leads.
    void push(const PlotView& view);
    /// The view before `present`, or `present` where there is none.
    PlotView back(const PlotView& present);
    PlotView forward(const PlotView& present);
    bool canBack() const { return !m_back.empty(); }
    bool canForward() const { return !m_forward.empty(); }

private:
    std::vector<PlotView> m_back;
    std::vector<PlotView> m_forward;
};

/// The mouse and keys that move a plot's view: drag = zoom box, wheel = zoom at the cursor (over an
/// axis: that axis), middle or Space drag = pan, double click or 0 = all, + and − = zoom, side
/// buttons or Alt+arrows = back and forward. Filters the plot's events. Thread: window.
class PlotZoom final : public QObject {
    Q_OBJECT
public:
    explicit PlotZoom(QCustomPlot& plot);

    /// A drag selects (brushed()) instead of zooming; Z held zooms even so.
    void setBrushing(bool brushing) { m_brushing = brushing; }
    /// Whether the user chose the view now seen: the owner then leaves the ranges alone.
    bool chosen() const { return m_chosen; }
    /// Shows `wanted` and remembers the one before.
    void show(const PlotView& wanted);
    void showAll();
    void back();
    void forward();
    void zoomBy(double factor);
    PlotView view() const;

Q_SIGNALS:
    /// All is wanted: the owner sets the ranges.
    void allWanted();
    /// The user changed the view.
    void viewChanged();
    /// A drag in brush mode ended over this part, data coordinates, normalized.
    void brushed(const QRectF& part, Qt::KeyboardModifiers modifiers);
    /// A double click that hit no background action yet: the owner may take it for a mark.
    void doubleClicked(const QPointF& place, bool& taken);
    void replotWanted();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool pressed(const QMouseEvent& event);
    bool moved(const QMouseEvent& event);
    bool released(const QMouseEvent& event);
    bool wheeled(const QWheelEvent& event);
    bool keyed(const QKeyEvent& event, bool down);
    void setView(const PlotView& view);
    void drawBox(const QRectF& box);

    enum class Drag { None, Box, Pan };

    QCustomPlot& m_plot;
    QCPItemRect* m_box = nullptr;
    ViewHistory m_history;
    QElapsedTimer m_sinceWheel;
    Drag m_drag = Drag::None;
    QPointF m_from;
    PlotView m_before;
    bool m_brushing = false;
    bool m_spaceHeld = false;
    bool m_zoomHeld = false;
    bool m_chosen = false;
};

}  // namespace lire::ui
