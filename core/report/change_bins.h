// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/report/figure.h"

namespace lire::report {

/// What a change of reward is called: more than epsilon down, up, or neither.
enum class ChangeKind { Fell, Within, Rose };
/// A change of exactly epsilon is within. Thread: any, as all here.
ChangeKind changeKind(double change, double epsilon);

/// Empty series named fell, within ε and rose, with their colours' methods, in the order of the
/// kinds.
std::vector<Series> changeSeries(Mark mark);

/// One bar of a histogram of changes: from `low` to `high`, all of one kind.
struct ChangeBin {
    double low = 0.0;
    double high = 0.0;
    ChangeKind kind = ChangeKind::Within;
};
/// Whether the change is counted in the bin: its lower end is, its upper end only where it is
/// +epsilon.
bool holds(const ChangeBin& bin, double change, double epsilon);

/// Bins of reward changes with edges on ±epsilon, so that the bars of a colour count exactly the
/// prompts that fell, stayed or rose. All bins are alike where 2 epsilon is at least half a round
/// width (1, 2 or 5 times a power of ten); under that one narrow bin holds what stayed.
class ChangeBins {
public:
    /// `largest`: of the changes' sizes, over all histograms drawn together. `epsilon` >= 0.
    ChangeBins(double largest, double epsilon);

    const std::vector<ChangeBin>& bins() const { return m_bins; }
    std::size_t indexOf(double change) const;
    /// How many of `changes` lie in each bin.
    std::vector<double> counts(std::span<const double> changes) const;
    /// Bars named fell, within ε and rose, those that hold anything; heights are counts times
    /// `unit`.
    std::vector<Series> bars(std::span<const double> changes, double unit) const;
    /// The same counts as one outline.
    Series outline(std::span<const double> changes, double unit) const;

private:
    std::vector<ChangeBin> m_bins;  ///< rising, without gaps
    double m_epsilon;
    double m_width;  ///< of the bins outside ±epsilon
};

}  // namespace lire::report
