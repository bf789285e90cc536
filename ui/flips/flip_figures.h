// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>
#include <vector>

#include "core/report/figure.h"
#include "ui/flips/flip_data.h"

namespace lire::ui {

// Figures of flips. Every mark's key is the id of its prompt, so that a brush or a click finds it.
// Thread: any.

/// Reward after against reward before, three series (rose, fell, within ε), the diagonal and ε to
/// both sides of it.
report::Figure flipScatter(const std::vector<FlipRow>& rows, double epsilon);

/// Every prompt's change, sorted: what share fell, and how far.
report::Figure flipWaterfall(const std::vector<FlipRow>& rows, double epsilon);

/// Changes as a histogram; bars of fell, within ε and rose; `beside` another policy's as an
/// outline.
report::Figure flipHistogram(const std::vector<FlipRow>& rows,
                             double epsilon,
                             const std::vector<FlipRow>& beside,
                             const std::string& besideName);

/// Share of prompts whose change is at or below x, for both policies.
report::Figure flipCumulative(const std::vector<FlipRow>& rows,
                              const std::string& name,
                              const std::vector<FlipRow>& beside,
                              const std::string& besideName);

}  // namespace lire::ui
