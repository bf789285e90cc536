// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/figure.h"

namespace lire::report {

/// A figure's points as a table, a row each: series, x, y, x_low, x_high, y_low, y_high, label,
/// key. What a screen reader, a CSV file and a page without pictures are given. Thread: any.
Table figureTable(const Figure& figure);

/// The same with the columns that hold anything, and a violin as its quartiles: for reading.
Table readableTable(const Figure& figure);

}  // namespace lire::report
