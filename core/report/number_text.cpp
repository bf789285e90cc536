// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/number_text.h"

#include <array>
#include <charconv>
#include <cmath>

namespace lire::report {

namespace {

/// std::to_chars never looks at the locale: a report reads alike everywhere.
template <class... Format>
std::string converted(double value, Format... format) {
    if (!std::isfinite(value)) {
        return "-";
    }
    std::array<char, 400> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format...);
    return {buffer.data(), end.ptr};
}

}  // namespace

std::string fixedText(double value, int digits) {
    auto text = converted(value, std::chars_format::fixed, digits);
    // A small negative number rounds to "-0.00".
    return text.find_first_not_of("-0.") == std::string::npos && text.size() > 1 && text[0] == '-'
               ? text.substr(1)
               : text;
}

std::string percentText(double share) {
    return fixedText(percent * share, 1);
}

std::string estimateText(const runs::Estimate& estimate, int digits, double scale) {
    return fixedText(scale * estimate.value, digits) + " [" +
           fixedText(scale * estimate.low, digits) + ", " +
           fixedText(scale * estimate.high, digits) + "]";
}

std::string shortText(double value) {
    return converted(value);
}

}  // namespace lire::report
