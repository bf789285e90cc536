// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/runs/event.h"

namespace lire::report {

/// "0.123" with a fixed number of digits after the point; "-" where it is no number.
std::string fixedText(double value, int digits);

/// Axes and tables show shares in percent.
inline constexpr double percent = 100.0;

/// A share in [0, 1] as percent with one digit: "61.2".
std::string percentText(double share);
/// "0.53 [0.41, 0.66]", each times `scale`.
std::string estimateText(const runs::Estimate& estimate, int digits, double scale = 1.0);
/// A number without needless digits: "0.7", "1", "10".
std::string shortText(double value);

}  // namespace lire::report
