// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <span>
#include <vector>

namespace lire::ui {

/// A text that wants to stand beside a point.
struct LabelWish {
    QPointF anchor = {};               ///< the point, pixels
    QSizeF size = {};                  ///< of the text, pixels
    bool needed = true;                ///< a curve's name: may stand further away, or at another
                                       ///< of its points
    std::vector<QPointF> others = {};  ///< these, the better ones first
};

/// A place for each text inside `area`: right of its point, else around it, else further up or
/// down; never over another text and never over one of `marks`. Wishes are served in order. A null
/// rectangle: there is no such place, and the text is left out. Thread: any.
std::vector<QRectF> placeLabels(std::span<const LabelWish> wishes,
                                const QRectF& area,
                                std::span<const QRectF> marks);

}  // namespace lire::ui
