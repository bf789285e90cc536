// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/figure_bounds.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lire::ui {
namespace {

using report::Mark;

/// The smallest and largest of the values seen; a log axis sees positive ones alone.
class Extent {
public:
    explicit Extent(bool logarithmic) : m_logarithmic(logarithmic) {}
    void add(double value) {
        if (!std::isfinite(value) || (m_logarithmic && value <= 0.0)) {
            return;
        }
        m_low = std::min(m_low, value);
        m_high = std::max(m_high, value);
    }
    void add(const std::vector<double>& values) {
        for (const double value : values) {
            add(value);
        }
    }
    /// `marginZero`: below a lowest value of 0, of the span.
    QCPRange range(const report::Axis& axis, double marginHigh, double marginZero) const {
        double low = m_low;
        double high = m_high;
        if (low > high) {
            low = m_logarithmic ? 0.1 : 0.0, high = 1.0;
        }
        if (m_logarithmic) {
            const double factor = std::pow(std::max(high / low, 1.5), 0.05);
            low /= factor;
            high *= factor;
        } else {
            // Equal but for rounding: the tenth of a percent around them is no news.
            const bool flat = high - low <= 1e-9 * std::max(std::abs(low), std::abs(high));
            // Zeros alone, as the KL of the base: an axis of ordinary numbers.
            const double around = high == 0.0 ? 2.0 : std::max(std::abs(high) * 0.2, 1e-6);
            const double span = flat ? around : high - low;
            // 0 is a natural end: shares, counts and KL do not start below it. A mark there is seen
            // whole.
            low = low == 0.0 ? -marginZero * span : low - (flat ? 0.5 : 0.05) * span;
            high += (flat ? 0.5 : marginHigh) * span;
        }
        if (axis.lowest && !(m_logarithmic && *axis.lowest <= 0.0)) {
            low =
                *axis.lowest -
                (m_logarithmic || m_low > *axis.lowest ? 0.0 : marginZero * (high - *axis.lowest));
        }
        if (axis.highest) {
            high = *axis.highest;
        }
        return low < high ? QCPRange(low, high) : QCPRange(low, low + 1.0);
    }

private:
    bool m_logarithmic;
    double m_low = std::numeric_limits<double>::infinity();
    double m_high = -std::numeric_limits<double>::infinity();
};

}  // namespace

PlotView boundsOf(const report::Figure& figure,
                  bool logX,
                  bool logY,
                  const std::vector<bool>& hidden) {
    Extent x(logX);
    Extent y(logY);
    bool curves = false;
    const bool numbers =
        std::any_of(figure.series.begin(), figure.series.end(), [](const report::Series& series) {
            return series.mark != Mark::Guide && !(series.x.empty() && series.values.empty());
        });
    for (std::size_t index = 0; index < figure.series.size(); ++index) {
        if (index < hidden.size() && hidden[index]) {
            continue;
        }
        const report::Series& series = figure.series[index];
        // A guide says where a bound lies; it is the numbers that must be seen.
        if (series.mark == Mark::Guide && numbers) {
            continue;
        }
        curves = curves || series.mark == Mark::Curve;
        x.add(series.x);
        y.add(series.y);
        x.add(series.xLow);
        x.add(series.xHigh);
        y.add(series.yLow);
        y.add(series.yHigh);
        if (series.mark == Mark::Bars || series.mark == Mark::Steps) {
            y.add(0.0);
            for (const double centre : series.x) {
                x.add(centre - series.binWidth / 2.0);
                x.add(centre + series.binWidth / 2.0);
            }
        }
        if (series.mark == Mark::Violin && !series.x.empty()) {
            y.add(series.values);
            x.add(series.x.front() - 0.5);
            x.add(series.x.front() + 0.5);
        }
    }
    // Room at the right for the names at the curves' ends.
    return {x.range(figure.x, curves ? 0.12 : 0.02, curves ? 0.02 : 0.0),
            y.range(figure.y, 0.06, curves ? 0.04 : 0.0)};
}

}  // namespace lire::ui
