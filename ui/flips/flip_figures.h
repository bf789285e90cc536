// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>
#include <vector>

#include "core/report/change_bins.h"
#include "ui/flips/flip_data.h"

namespace lire::ui {

// Figures of flips. Every mark's key is the id of its prompt, so that a brush or a click finds it.
// Thread: any.

/// The rows of a question; its policy and reward model stand on the axes.
struct FlipSet {
    std::vector<FlipRow> rows = {};
    FlipQuestion question = {};
};

/// Reward after against reward before, three series (rose, fell, within ε), the diagonal and ε to
/// both sides of it.
report::Figure flipScatter(const FlipSet& flips, double epsilon);

/// Every prompt's change, sorted: what share fell, and how far.
report::Figure flipWaterfall(const FlipSet& flips, double epsilon);

/// The bins of both histograms: edges on ±ε.
report::ChangeBins flipBins(const FlipSet& flips, const FlipSet& beside, double epsilon);

/// Changes as a histogram; bars of fell, within ε and rose; `beside` another policy's as an
/// outline.
report::Figure flipHistogram(const FlipSet& flips, const FlipSet& beside, double epsilon);

/// Share of prompts whose change is at or below x, for both policies.
report::Figure flipCumulative(const FlipSet& flips, const FlipSet& beside);

}  // namespace lire::ui
