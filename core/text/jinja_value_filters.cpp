// SPDX-License-Identifier: GPL-3.0-or-later
#include <charconv>
#include <cmath>
#include <limits>

#include "core/text/jinja_access.h"
#include "core/text/jinja_filters.h"
#include "core/text/jinja_json.h"
#include "core/text/jinja_operators.h"
#include "core/text/jinja_print.h"
#include "core/text/jinja_text_operations.h"

namespace lire::text::jinja {

namespace {

using Kind = Value::Kind;

Value otherwise(const Value& subject, const Arguments& arguments, Sandbox& /*sandbox*/) {
    const auto bound = arguments.bind("default", {"default_value", "boolean"});
    const bool replaces = subject.is(Kind::Undefined) || (bound[1].isTrue() && !subject.isTrue());
    if (!replaces) {
        return subject;
    }
    const bool given = !arguments.positional.empty() ||
                       (!arguments.named.empty() && !bound[0].is(Kind::Undefined));
    return given ? bound[0] : Value::text("");
}

/// Python's int(): the whole string, spaces around it aside.
std::optional<std::int64_t> parsedInteger(std::string_view text, std::int64_t base) {
    text.remove_prefix(leadingSpace(text));
    text.remove_suffix(trailingSpace(text));
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    std::int64_t value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, static_cast<int>(base));
    const bool whole = error == std::errc() && end == text.data() + text.size() && !text.empty();
    return whole ? std::optional(value) : std::nullopt;
}

std::optional<double> parsedNumber(std::string_view text) {
    text.remove_prefix(leadingSpace(text));
    text.remove_suffix(trailingSpace(text));
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size() && !text.empty();
    return whole ? std::optional(value) : std::nullopt;
}

std::optional<std::int64_t> truncated(double number) {
    // 2^63 itself does not fit.
    if (!(std::abs(number) < 9223372036854775808.0)) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(number);
}

Value integer(const Value& subject, const Arguments& arguments, Sandbox& /*sandbox*/) {
    const auto bound = arguments.bind("int", {"default", "base"});
    const Value absent = bound[0].is(Kind::Undefined) ? Value(std::int64_t{0}) : bound[0];
    const std::int64_t base = bound[1].is(Kind::Undefined) ? 10 : bound[1].integer();
    if (base < 2 || base > 36) {
        throw Failure("the filter 'int' needs a base from 2 to 36");
    }
    std::optional<std::int64_t> value;
    if (subject.is(Kind::String)) {
        value = parsedInteger(subject.text().bytes(), base);
        if (const auto number = parsedNumber(subject.text().bytes()); !value && number) {
            value = truncated(*number);
        }
    } else if (subject.isNumber()) {
        value = subject.is(Kind::Float) ? truncated(subject.number()) : subject.integer();
    }
    return value ? Value(*value) : absent;
}

Value number(const Value& subject, const Arguments& arguments, Sandbox& /*sandbox*/) {
    const auto bound = arguments.bind("float", {"default"});
    const Value absent = bound[0].is(Kind::Undefined) ? Value(0.0) : bound[0];
    std::optional<double> value;
    if (subject.is(Kind::String)) {
        value = parsedNumber(subject.text().bytes());
    } else if (subject.isNumber()) {
        value = subject.number();
    }
    return value ? Value(*value) : absent;
}

Value absolute(const Value& subject, const Arguments& arguments, Sandbox& /*sandbox*/) {
    arguments.bind("abs", {});
    if (subject.is(Kind::Float)) {
        return Value(std::abs(subject.number()));
    }
    return subject.integer() < 0 ? negated(subject) : Value(subject.integer());
}

/// Python's round(): ties to even, on the digits that the number really has.
double roundedHalfEven(double value, std::int64_t precision) {
    if (precision < 0) {
        const double scale = std::pow(10.0, static_cast<double>(-precision));
        return std::nearbyint(value / scale) * scale;
    }
    if (precision > 300 || !std::isfinite(value)) {
        return value;
    }
    std::string digits(400 + static_cast<std::size_t>(precision), '\0');
    const auto end = std::to_chars(digits.data(),
                                   digits.data() + digits.size(),
                                   value,
                                   std::chars_format::fixed,
                                   static_cast<int>(precision));
    double result = value;
    std::from_chars(digits.data(), end.ptr, result);
    return result;
}

Value round(const Value& subject, const Arguments& arguments, Sandbox& /*sandbox*/) {
    const auto bound = arguments.bind("round", {"precision", "method"});
    const std::int64_t precision = bound[0].is(Kind::Undefined) ? 0 : bound[0].integer();
    const std::string method = bound[1].is(Kind::Undefined) ? "common" : bound[1].text().bytes();
    if (method == "common") {
        if (!subject.is(Kind::Float) && precision >= 0) {
            return Value(subject.integer());
        }
        const double rounded = roundedHalfEven(subject.number(), precision);
        const auto whole = truncated(rounded);
        return subject.is(Kind::Float) || !whole ? Value(rounded) : Value(*whole);
    }
    if (method != "ceil" && method != "floor") {
        throw Failure("round knows the methods common, ceil and floor, not '" + method + "'");
    }
    const double scale = std::pow(10.0, static_cast<double>(precision));
    const double scaled = subject.number() * scale;
    return Value((method == "ceil" ? std::ceil(scaled) : std::floor(scaled)) / scale);
}

Value toJson(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound =
        arguments.bind("tojson", {"ensure_ascii", "indent", "separators", "sort_keys"});
    JsonStyle style;
    style.onlyAscii = bound[0].isTrue();
    style.sortedKeys = bound[3].isTrue();
    if (bound[1].is(Kind::String)) {
        style.indent = bound[1].text().bytes();
    } else if (!bound[1].is(Kind::Undefined) && !bound[1].is(Kind::None)) {
        style.indent = std::string(
            static_cast<std::size_t>(std::clamp<std::int64_t>(bound[1].integer(), 0, 64)), ' ');
    }
    if (style.indent) {
        style.betweenItems = ",";
    }
    if (bound[2].is(Kind::List) && bound[2].items().size() == 2) {
        style.betweenItems = bound[2].items()[0].text().bytes();
        style.afterKey = bound[2].items()[1].text().bytes();
    }
    return Value(Text(jsonSpelling(subject, style, sandbox), allFromTemplate(subject)));
}

Value attribute(const Value& subject, const Arguments& arguments, Sandbox& sandbox) {
    const auto bound = arguments.bind("attr", {"name"});
    return attributeOf(subject, bound[0].text().bytes(), sandbox);
}

}  // namespace

const FilterTable& valueFilters() {
    static const FilterTable table{
        {"default", otherwise},
        {"d", otherwise},
        {"int", integer},
        {"float", number},
        {"abs", absolute},
        {"round", round},
        {"tojson", toJson},
        {"attr", attribute},
    };
    return table;
}

}  // namespace lire::text::jinja
