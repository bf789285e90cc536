// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace lire::report {

/// How a series is drawn.
enum class Mark {
    Line,    ///< points joined in order of x, no marks
    Curve,   ///< points joined in the order given, a mark each (frontier, path of checkpoints)
    Points,  ///< marks only
    Bars,    ///< a bar from 0 at each x, `binWidth` wide
    Steps,   ///< a histogram's outline
    Violin,  ///< values[] as a mirrored density at x[0]
    Guide    ///< a thin dashed line without marks (best-of-n bound, chance level)
};

/// One series with its intervals. Vectors beside `x` are empty or as long as it.
struct Series {
    std::string name = {};    ///< in the legend and at the curve's end
    std::string method = {};  ///< style key: "lire", "dpo", "sft", "base", "rose", "fell", …
    Mark mark = Mark::Line;
    std::vector<double> x = {};
    std::vector<double> y = {};
    std::vector<double> xLow = {};
    std::vector<double> xHigh = {};
    std::vector<double> yLow = {};  ///< 95 % interval, or a band
    std::vector<double> yHigh = {};
    std::vector<double> values = {};       ///< raw values (Violin)
    std::vector<std::string> labels = {};  ///< a point's own label: "τ 0.7"
    /// A point's door: which responses stand behind it ("policy", temperature, step).
    std::vector<std::string> keys = {};
    double binWidth = 0.0;
    bool faint = false;      ///< a raw trace behind its smoothed form
    bool openMarks = false;  ///< a variant of the same method
};

/// An axis: title with its unit, fixed range where given.
struct Axis {
    std::string title = {};  ///< "KL from the reference (nats per response)"
    std::optional<double> lowest = {};
    std::optional<double> highest = {};
    bool logarithmic = false;
    std::vector<std::pair<double, std::string>> ticks = {};  ///< named ticks (bars by policy)
};

/// A figure as data: the window draws it live, a report and an export draw the same.
struct Figure {
    std::string id = {};  ///< file name and key: "frontier"
    std::string title = {};
    std::string caption = {};  ///< n, interval kind, estimator, tie rule: one sentence
    Axis x = {};
    Axis y = {};
    std::vector<Series> series = {};
    std::vector<std::string> notes = {};  ///< printed under it: what is hidden, what to know
    std::string empty = {};               ///< where there is no data yet: why, and what brings it
};

/// A table as data: cells are text, numbers already formatted, `numbers` sorts and exports.
struct Table {
    std::string id = {};
    std::string title = {};
    std::string caption = {};
    std::vector<std::string> columns = {};
    std::vector<std::vector<std::string>> rows = {};
    std::vector<std::vector<std::optional<double>>> numbers = {};
};

}  // namespace lire::report
