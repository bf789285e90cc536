// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>

namespace lire::ui {

enum class Theme { Dark, Light };

/// The colours of a theme by their use. Values: the window's drawn design.
struct Palette {
    QColor window, panel, raised, field, border, hairline;
    QColor text, text2, muted, accent, primaryFill, selectedRow;
    QColor ok, okGround, warn, warnGround, error, errorGround, infoGround;
    QColor diffAdded, diffAddedText, diffRemoved, diffRemovedText, phrase;
    QColor plot, plotGrid, plotAxis;
};

const Palette& palette(Theme theme);

/// How a method's series looks: colour, mark and line, the same on every page.
struct MethodStyle {
    QColor colour = {};
    int scatter = 0;  ///< QCPScatterStyle::ScatterShape
    Qt::PenStyle line = Qt::SolidLine;
    bool filled = false;
};

/// The style of a method ("lire", "dpo", "rose", …); an unknown name is drawn as a guide.
MethodStyle methodStyle(const QString& method, Theme theme);

}  // namespace lire::ui
