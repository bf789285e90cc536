// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <optional>
#include <vector>

#include "core/report/figure.h"
#include "ui/plots/custom_plot.h"
#include "ui/plots/marks.h"
#include "ui/theme/palette.h"

namespace lire::ui {

class Crosshair;
struct DrawnSeries;

/// Pointing at a figure's marks: the mark under the cursor and the chosen one, their rings, the
/// crosshair, and the keys that step from mark to mark. Reads the figure, which series are hidden
/// and their plottables where the view keeps them; these and the plot outlive it. Thread: window.
class MarkPointer final : public QObject {
    Q_OBJECT
public:
    MarkPointer(QCustomPlot& plot,
                const report::Figure& figure,
                const std::vector<bool>& hidden,
                std::vector<DrawnSeries>& drawn);
    ~MarkPointer() override;

    void setTheme(Theme theme);
    /// Whether the crosshair follows the cursor (default on).
    void setCrosshairShown(bool shown) { m_crosshairShown = shown; }
    Crosshair& crosshair() { return *m_crosshair; }

    /// Another figure stands there: nothing is hovered, and the selected key is looked for anew.
    void figureChanged();
    /// The plottables are new: the chosen mark's ring comes back.
    void redraw();
    /// A mouse event of the plot.
    void follow(const QEvent& event);
    /// Arrows and Tab step, Enter opens; false where the key does nothing here.
    bool keyPressed(int key);
    /// Opens the mark there; false where there is none that leads anywhere.
    bool openAt(const QPointF& place);
    /// Rings the mark with that key, no signal; an unknown key takes the ring away.
    void setSelectedKey(const QString& key);
    QString selectedKey() const { return m_selectedKey; }

Q_SIGNALS:
    void selected(const QString& key);
    void activated(const QString& key);
    void markChosen(std::size_t series, std::size_t point);
    /// The cursor's x, in data coordinates; none: it left.
    void crosshairMoved(std::optional<double> x);
    void readingChanged(const QString& sentence);
    void replotWanted();

private:
    void hoverAt(const QPointF& place);
    void leave();
    void released(const QMouseEvent& mouse);
    void choose(std::optional<MarkPlace> mark, bool tell);
    void emphasize(std::optional<std::size_t> chosen);
    bool open(std::optional<MarkPlace> mark);
    std::optional<MarkPlace> markAt(const QPointF& place) const;

    QCustomPlot& m_plot;
    const report::Figure& m_figure;
    const std::vector<bool>& m_hidden;
    std::vector<DrawnSeries>& m_drawn;
    Crosshair* m_crosshair;  ///< the plot's child
    MarkRings m_rings;
    std::optional<MarkPlace> m_hovered;
    std::optional<MarkPlace> m_chosen;
    QString m_selectedKey;
    QPointF m_pressed;
    bool m_crosshairShown = true;
};

}  // namespace lire::ui
