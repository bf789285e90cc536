// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lire::ui {

/// `value` with `decimals` places, thousands grouped by a comma and a true minus sign: "−1,204.50".
/// NaN gives "–". Thread: any.
QString numberText(double value, int decimals);

/// `value` with about four digits: "0.8412", "12.35", "0.7", "1,240", "2·10⁻⁴". Thread: any.
QString shortNumber(double value);

/// `value` with its sign always: "+0.92", "−1.40". Thread: any.
QString signedNumber(double value, int decimals);

/// Places after the point that a tick distance of `step` needs, 0 to 6. Thread: any.
int decimalsOf(double step);

}  // namespace lire::ui
