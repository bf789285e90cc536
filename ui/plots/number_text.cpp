// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/number_text.h"

#include <QLocale>
#include <cmath>

namespace lire::ui {
namespace {

/// "2·10⁻⁴": for values that places after the point cannot show.
QString powerText(double value) {
    static const QString digits = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹");
    int exponent = static_cast<int>(std::floor(std::log10(std::abs(value))));
    double mantissa = value / std::pow(10.0, exponent);
    if (std::abs(mantissa) > 9.995) {
        mantissa /= 10.0;
        ++exponent;
    }
    QString text = QString::number(mantissa, 'g', 3);
    text.replace(QLatin1Char('-'), QChar(0x2212));
    text += QStringLiteral("·10");
    if (exponent < 0) {
        text += QChar(0x207B);
    }
    for (const QChar digit : QString::number(std::abs(exponent))) {
        text += digits.at(digit.digitValue());
    }
    return text;
}

}  // namespace

QString numberText(double value, int decimals) {
    if (!std::isfinite(value)) {
        return QStringLiteral("–");
    }
    // Rounded first: a value that prints as zero has no sign.
    if (std::abs(value) < 0.5 * std::pow(10.0, -decimals)) {
        value = 0.0;
    }
    static const QLocale english(QLocale::English, QLocale::UnitedStates);
    QString text = english.toString(std::abs(value), 'f', decimals);
    if (value < 0.0) {
        text.prepend(QChar(0x2212));
    }
    return text;
}

QString shortNumber(double value) {
    const double size = std::abs(value);
    if (!std::isfinite(value) || value == 0.0) {
        return numberText(value, 0);
    }
    if (size < 1e-3 || size >= 1e7) {
        return powerText(value);
    }
    const int before = static_cast<int>(std::floor(std::log10(size))) + 1;
    QString text = numberText(value,
                              before >= 4   ? 0
                              : before <= 0 ? 4
                              : before == 1 ? 3
                                            : 4 - before);
    if (!text.contains(QLatin1Char('.'))) {
        return text;
    }
    while (text.endsWith(QLatin1Char('0'))) {
        text.chop(1);
    }
    if (text.endsWith(QLatin1Char('.'))) {
        text.chop(1);
    }
    return text;
}

QString signedNumber(double value, int decimals) {
    const QString text = numberText(value, decimals);
    return value > 0.0 ? QLatin1Char('+') + text : text;
}

int decimalsOf(double step) {
    double scaled = std::abs(step);
    for (int decimals = 0; decimals < 6; ++decimals, scaled *= 10.0) {
        if (std::abs(scaled - std::round(scaled)) < 1e-6 * std::max(1.0, scaled) &&
            std::round(scaled) > 0.0) {
            return decimals;
        }
    }
    return 6;
}

}  // namespace lire::ui
