// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/text/option_checks.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "core/error.h"
#include "core/suggestion.h"

namespace lire::app {

namespace {

/// The whole text as a number; nothing where it is none.
template <class Number>
std::optional<Number> parsed(const std::string& text) {
    Number number = {};
    const auto* begin = text.data() + (text.starts_with('+') ? 1 : 0);
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(begin, end, number);
    return read.ec == std::errc() && read.ptr == end ? std::optional(number) : std::nullopt;
}

std::string refusal(const std::string& text, const std::string& range) {
    return (text.empty() ? "is empty" : "is " + text) + "; give " + range;
}

/// The help shows the range behind the type's name: "greater than 0".
std::string shortened(const std::string& range) {
    for (const std::string words : {"a whole number ", "a number "}) {
        if (range.starts_with(words)) {
            return range.substr(words.size());
        }
    }
    return range;
}

struct Range {
    double lowest = 0.0;
    double highest = std::numeric_limits<double>::infinity();
    bool lowestExcluded = false;
    bool highestExcluded = false;
    std::string words = {};
};

CLI::Validator realNumber(const Range& range) {
    return {[range](std::string& text) {
                const auto value = parsed<double>(text);
                const bool fits =
                    value && std::isfinite(*value) &&
                    (range.lowestExcluded ? *value > range.lowest : *value >= range.lowest) &&
                    (range.highestExcluded ? *value < range.highest : *value <= range.highest);
                return fits ? std::string() : refusal(text, range.words);
            },
            shortened(range.words)};
}

}  // namespace

CLI::Validator wholeNumber(std::uint64_t lowest, std::uint64_t highest) {
    const bool bounded = highest < std::numeric_limits<std::int64_t>::max();
    const auto from = "a whole number of at least " + std::to_string(lowest);
    const auto words =
        bounded ? "a whole number from " + std::to_string(lowest) + " to " + std::to_string(highest)
                : from;
    return {[=](std::string& text) {
                const auto value = parsed<std::uint64_t>(text);
                if (value && *value >= lowest && *value <= highest) {
                    return std::string();
                }
                const bool large = !text.empty() && text.front() != '-' &&
                                   text.find_first_not_of("0123456789") == std::string::npos &&
                                   (!value || *value > highest);
                return refusal(
                    text, large ? "a whole number of at most " + std::to_string(highest) : words);
            },
            shortened(words)};
}

CLI::Validator seedNumber() {
    return wholeNumber(0, std::numeric_limits<std::uint64_t>::max()).description("at least 0");
}

CLI::Validator positiveNumber() {
    return realNumber({.lowestExcluded = true, .words = "a number greater than 0"});
}

CLI::Validator nonNegativeNumber() {
    return realNumber({.words = "a number of at least 0"});
}

CLI::Validator shareNumber() {
    return realNumber(
        {.highest = 1.0, .lowestExcluded = true, .words = "a number greater than 0 and at most 1"});
}

CLI::Validator openShareNumber() {
    return realNumber({.highest = 1.0,
                       .lowestExcluded = true,
                       .highestExcluded = true,
                       .words = "a number greater than 0 and less than 1"});
}

CLI::Validator shareBelowOne() {
    return realNumber({.highest = 1.0,
                       .highestExcluded = true,
                       .words = "a number of at least 0 and less than 1"});
}

CLI::Validator oneOf(std::vector<std::string> names) {
    std::string listed;
    for (const auto& name : names) {
        listed += (listed.empty() ? "" : "|") + name;
    }
    return {[names = std::move(names)](std::string& text) {
                return std::find(names.begin(), names.end(), text) != names.end()
                           ? std::string()
                           : "\"" + text + "\" is unknown; " + suggestName(text, names);
            },
            listed};
}

void refuseBeside(const CLI::App& command,
                  const std::vector<std::string>& options,
                  const std::string& other) {
    for (const auto& option : options) {
        if (command.count(option) > 0) {
            throw Error(option, "is not read beside " + other, "leave one of them out");
        }
    }
}

}  // namespace lire::app
