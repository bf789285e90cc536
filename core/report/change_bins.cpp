// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/change_bins.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace lire::report {

namespace {

/// A round width that gives about 28 bins from -largest to largest.
double roundWidth(double largest) {
    constexpr double bins = 28.0;
    const double rough = std::max(2.0 * largest / bins, 1e-6);
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= rough) {
            return factor * power;
        }
    }
    return 10.0 * power;
}

double middle(const ChangeBin& bin) {
    return (bin.low + bin.high) / 2.0;
}

/// The first and the last bin that hold anything.
std::pair<std::size_t, std::size_t> heldRange(const std::vector<double>& counts) {
    std::size_t first = counts.size();
    std::size_t last = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] > 0.0) {
            first = std::min(first, i);
            last = i;
        }
    }
    return {first, last};
}

}  // namespace

ChangeKind changeKind(double change, double epsilon) {
    return change < -epsilon  ? ChangeKind::Fell
           : change > epsilon ? ChangeKind::Rose
                              : ChangeKind::Within;
}

std::vector<Series> changeSeries(Mark mark) {
    return {{.name = "fell", .method = "fell", .mark = mark},
            {.name = "within ε", .method = "base", .mark = mark},
            {.name = "rose", .method = "rose", .mark = mark}};
}

bool holds(const ChangeBin& bin, double change, double epsilon) {
    const bool atUpperEnd =
        bin.kind == ChangeKind::Within && change == bin.high && change == epsilon;
    return changeKind(change, epsilon) == bin.kind && change >= bin.low &&
           (change < bin.high || atUpperEnd);
}

ChangeBins::ChangeBins(double largest, double epsilon)
    : m_epsilon(epsilon), m_width(roundWidth(largest)) {
    if (epsilon > largest) {  // all within: no edge of ε is in sight
        const auto half = static_cast<std::int64_t>(std::ceil(largest / m_width)) + 1;
        for (std::int64_t i = -half; i < half; ++i) {
            const auto edge = static_cast<double>(i);
            m_bins.push_back({edge * m_width, (edge + 1.0) * m_width, ChangeKind::Within});
        }
        return;
    }
    const double inner = std::max(1.0, std::round(2.0 * epsilon / m_width));
    if (4.0 * epsilon >= m_width) {
        m_width = 2.0 * epsilon / inner;
    }
    const auto outer = static_cast<std::int64_t>((largest - epsilon) / m_width) + 1;
    // Of the edges beyond ±epsilon, from it outwards; the first is epsilon itself, exactly.
    const auto beyond = [&](std::int64_t edge) {
        return edge > 0 ? epsilon + static_cast<double>(edge) * m_width : epsilon;
    };
    for (std::int64_t edge = outer; edge > 0; --edge) {
        m_bins.push_back({-beyond(edge), -beyond(edge - 1), ChangeKind::Fell});
    }
    const auto parts = static_cast<std::int64_t>(inner);
    const auto within = [&](std::int64_t edge) {
        return edge < parts ? -epsilon + static_cast<double>(edge) * 2.0 * epsilon / inner
                            : epsilon;
    };
    for (std::int64_t edge = 0; edge < parts; ++edge) {
        m_bins.push_back({within(edge), within(edge + 1), ChangeKind::Within});
    }
    for (std::int64_t edge = 0; edge < outer; ++edge) {
        m_bins.push_back({beyond(edge), beyond(edge + 1), ChangeKind::Rose});
    }
}

std::size_t ChangeBins::indexOf(double change) const {
    const auto above = std::upper_bound(
        m_bins.begin(), m_bins.end(), change, [](double value, const ChangeBin& bin) {
            return value < bin.low;
        });
    auto index = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, above - m_bins.begin() - 1));
    // ε itself is an edge of what rose, and counts as within.
    if (m_bins[index].kind == ChangeKind::Rose &&
        changeKind(change, m_epsilon) == ChangeKind::Within) {
        --index;
    }
    return index;
}

std::vector<double> ChangeBins::counts(std::span<const double> changes) const {
    std::vector<double> counts(m_bins.size(), 0.0);
    for (const double change : changes) {
        ++counts[indexOf(change)];
    }
    return counts;
}

std::vector<Series> ChangeBins::bars(std::span<const double> changes, double unit) const {
    std::vector<Series> sides = changeSeries(Mark::Bars);
    const std::vector<double> all = counts(changes);
    const auto [first, last] = heldRange(all);
    for (std::size_t i = first; i < all.size() && i <= last; ++i) {
        Series& side = sides[static_cast<std::size_t>(m_bins[i].kind)];
        side.x.push_back(middle(m_bins[i]));
        side.y.push_back(unit * all[i]);
        const double width = m_bins[i].high - m_bins[i].low;
        // At ε = 0 the equal ones have a bar without a width: a thin one is seen.
        side.binWidth = width > 0.0 ? width : m_width / 8.0;
    }
    std::erase_if(sides, [](const Series& side) {
        return std::all_of(side.y.begin(), side.y.end(), [](double y) { return y == 0.0; });
    });
    return sides;
}

Series ChangeBins::outline(std::span<const double> changes, double unit) const {
    Series series{.mark = Mark::Steps, .binWidth = m_width};
    const std::vector<double> all = counts(changes);
    const auto [first, last] = heldRange(all);
    for (std::size_t i = first; i < all.size() && i <= last; ++i) {
        series.x.push_back(middle(m_bins[i]));
        series.y.push_back(unit * all[i]);
    }
    return series;
}

}  // namespace lire::report
