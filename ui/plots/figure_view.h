// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "core/report/figure.h"
#include "ui/parts/key_hint.h"
#include "ui/plots/custom_plot.h"
#include "ui/plots/figure_bounds.h"
#include "ui/theme/palette.h"

class QFrame;
class QHBoxLayout;
class QLabel;
class QStackedLayout;

namespace lire::ui {

class CurveLabels;
class LegendStrip;
class MarkPointer;
class PlotZoom;
class TableView;
struct DrawnSeries;

/// The keys and drags of every plot. Thread: window.
std::vector<KeyHint> plotKeys();

/// A figure on the screen: header (title, series with their values at the crosshair), the plot or
/// its table twin or the sentence why it is empty, and a line for what the mark under the cursor
/// is. Replots at most 30 times a second and only while it can be seen. Keys while the plot has the
/// focus: arrows step through points, Tab through series, Enter opens, + − 0 zoom, T table (T and
/// Esc close it). Thread: window.
class FigureView final : public QWidget {
    Q_OBJECT
public:
    explicit FigureView(QWidget* parent = nullptr);
    ~FigureView() override;

    /// Shows `figure`; a view that the user chose and the selection stay.
    void setFigure(report::Figure figure);
    const report::Figure& figure() const { return m_figure; }
    void setTheme(Theme theme);

    // --- what is seen of it -----------------------------------------------------------------
    void setHeaderShown(bool shown);
    /// Names at the curves' ends: on where no legend tells them (default off).
    void setLabelsShown(bool shown);
    /// Lines are shares that lie on each other: the space between them is filled.
    void setStacked(bool stacked);
    /// Values under the header's names follow the crosshair (default on).
    void setCrosshairShown(bool shown);
    /// Values from `low` to `high` of y deserve attention: an amber ground.
    void setZone(double low, double high);
    /// A drag selects a part (brushed()) instead of zooming.
    void setBrushing(bool brushing);
    /// A widget at the header's left end, where the title stands; the view owns it.
    void addToHeader(QWidget* widget);
    void setTableShown(bool shown);
    bool tableShown() const;
    void setLogarithmic(Qt::Orientation axis, bool logarithmic);
    void setHidden(std::size_t series, bool hidden);
    /// In exports beside the caption: the runs' ids.
    void setFoot(const QString& foot) { m_foot = foot; }
    /// Axis ticks and title of x are left out: another plot below has the same axis.
    void setXAxisBare(bool bare);
    /// A left margin that several plots over each other share, pixels.
    void setLeftMargin(int pixels);

    // --- view, crosshair, selection ---------------------------------------------------------
    void showAll();
    /// Whether the user zoomed or panned.
    bool viewChosen() const;
    void setXRange(const QCPRange& range, bool chosen);
    void showCrosshair(std::optional<double> x);
    /// Rings the mark with that key, no signal; an unknown key takes the ring away.
    void setSelectedKey(const QString& key);
    QString selectedKey() const;

    QCustomPlot& plot() { return *m_plot; }
    PlotZoom& zoom() { return *m_zoom; }
    const LegendStrip& legend() const { return *m_legend; }
    const CurveLabels& labels() const { return *m_labels; }
    const TableView& table() const { return *m_table; }
    /// Draws now what waits for the next tick.
    void updateNow();

Q_SIGNALS:
    /// A mark was chosen by click or key: "RUN|POLICY|TEMPERATURE|STEP".
    void selected(const QString& key);
    /// A mark was opened by double click or Enter.
    void activated(const QString& key);
    /// Any mark was clicked, with or without a key.
    void markChosen(std::size_t series, std::size_t point);
    void brushed(const QRectF& part, Qt::KeyboardModifiers modifiers);
    void crosshairMoved(std::optional<double> x);
    void viewChanged(bool chosen);
    /// What the mark under the cursor is, in words; empty where there is none.
    void readingChanged(const QString& sentence);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    bool keyPressed(const QKeyEvent& event);
    bool tableKeyPressed(const QKeyEvent& event);
    void toggleTable();
    void connectPointer();
    void rebuild();
    void setAllRanges();
    void wantReplot();
    void replotNow();
    void toggleSeries(std::size_t series, bool alone);

    report::Figure m_figure;
    Theme m_theme = Theme::Dark;
    QWidget* m_header = nullptr;
    QHBoxLayout* m_headerRow = nullptr;
    QLabel* m_title = nullptr;
    LegendStrip* m_legend = nullptr;
    QFrame* m_frame = nullptr;  ///< around the plot: the ring of the focus
    QStackedLayout* m_stack = nullptr;
    QCustomPlot* m_plot = nullptr;
    TableView* m_table = nullptr;
    QLabel* m_empty = nullptr;
    PlotZoom* m_zoom = nullptr;
    CurveLabels* m_labels = nullptr;
    QCPItemRect* m_zone = nullptr;
    std::vector<DrawnSeries> m_drawn;
    QTimer m_tick;
    QElapsedTimer m_sinceReplot;
    std::vector<bool> m_hidden;
    std::unique_ptr<MarkPointer> m_pointer;
    QString m_foot;
    bool m_stale = true;     ///< the plottables are older than the figure
    bool m_waiting = false;  ///< a replot is wanted
    bool m_labelsShown = false;
    bool m_stacked = false;
    bool m_tableShown = false;
    bool m_logX = false;
    bool m_logY = false;
    bool m_bareX = false;
};

}  // namespace lire::ui
