// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/report/figure.h"

namespace lire::report {

/// A table as CSV (RFC 4180, UTF-8): cells of columns that hold numbers are the plain numbers, full
/// precision. Thread: any.
std::string csv(const Table& table);

/// A figure's points as CSV, a row each: series, x, y, x_low, x_high, y_low, y_high, label, key. A
/// violin's raw values are rows of their own. Thread: any.
std::string csv(const Figure& figure);

}  // namespace lire::report
