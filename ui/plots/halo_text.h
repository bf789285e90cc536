// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/custom_plot.h"

namespace lire::ui {

/// A text of a plot, its top left corner placed in pixels, with an outline in the ground's colour
/// so that it can be read over lines. The plot owns it. Thread: window.
class HaloText final : public QCPItemText {
public:
    /// `size` in pixels at text size 100 %.
    HaloText(QCustomPlot& plot, const QString& text, const QColor& colour, double size, bool bold);
    /// Width and height of the text, pixels.
    QSizeF extent() const;
    void setHalo(const QColor& halo) { m_halo = halo; }
    /// Puts the text into `place`.
    void put(const QRectF& place);
    /// Where it stands.
    QRectF place() const;

protected:
    void draw(QCPPainter* painter) override;

private:
    QColor m_halo;
};

}  // namespace lire::ui
