// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/fonts.h"

#include <QApplication>
#include <algorithm>

namespace lire::ui {

namespace {

constexpr double bodyPixels = 13.0;

QFont font(const QStringList& families,
           QFont::StyleHint hint,
           double pixels,
           QFont::Weight weight) {
    QFont made;
    made.setFamilies(families);
    made.setStyleHint(hint);
    made.setPixelSize(scaled(pixels));
    made.setWeight(weight);
    return made;
}

}  // namespace

double textScale() {
    const int pixels = QApplication::font().pixelSize();  // -1: set in points, before our theme
    return pixels > 0 ? std::clamp(pixels / bodyPixels, 1.0, 1.6) : 1.0;
}

int scaled(double pixels) {
    return qRound(pixels * textScale());
}

QFont textFont(double pixels, QFont::Weight weight) {
    return font({QStringLiteral("Inter")}, QFont::SansSerif, pixels, weight);
}

QFont numberFont(double pixels, QFont::Weight weight) {
    return font({QStringLiteral("JetBrains Mono"), QStringLiteral("monospace")},
                QFont::Monospace,
                pixels,
                weight);
}

}  // namespace lire::ui
