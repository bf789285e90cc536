// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_print.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "core/text/utf8.h"

namespace lire::text::jinja {

namespace {

using Kind = Value::Kind;

/// str.isprintable for the characters that text holds in practice: controls, format characters,
/// spaces other than ' ', private use.
bool isPrintable(char32_t c) {
    return !(c < 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0xAD || (c >= 0x2000 && c <= 0x200F) ||
             (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) || c == 0x1680 ||
             c == 0x3000 || c == 0xFEFF || (c >= 0xE000 && c <= 0xF8FF));
}

void appendEscape(std::string& out, char32_t c) {
    std::array<char, 12> buffer = {};
    const char* const format = c < 0x100 ? "\\x%02x" : (c < 0x10000 ? "\\u%04x" : "\\U%08x");
    const int length =
        std::snprintf(buffer.data(), buffer.size(), format, static_cast<unsigned>(c));
    out.append(buffer.data(), static_cast<std::size_t>(length));
}

void appendQuoted(std::string& out, std::string_view text) {
    const bool hasSingle = text.find('\'') != std::string_view::npos;
    const char quote = hasSingle && text.find('"') == std::string_view::npos ? '"' : '\'';
    out.push_back(quote);
    for (std::size_t i = 0; i < text.size();) {
        const CodePoint next = codePointAt(text, i);
        const char c = text[i];
        if (c == quote || c == '\\') {
            out.append({'\\', c});
        } else if (c == '\n' || c == '\r' || c == '\t') {
            out.append({'\\', c == '\n' ? 'n' : (c == '\r' ? 'r' : 't')});
        } else if (next.valid && !isPrintable(next.value)) {
            appendEscape(out, next.value);
        } else {
            out.append(text.substr(i, next.length));
        }
        i += next.length;
    }
    out.push_back(quote);
}

/// Python's repr().
void appendSpelling(std::string& out, const Value& value, Sandbox& sandbox) {
    if (out.size() > Sandbox::longestText) {
        sandbox.makeText(out.size());
    }
    switch (value.kind()) {
        case Kind::Undefined:
            out += "Undefined";
            break;
        case Kind::None:
            out += "None";
            break;
        case Kind::Boolean:
            out += value.boolean() ? "True" : "False";
            break;
        case Kind::Integer:
            out += std::to_string(value.integer());
            break;
        case Kind::Float:
            out += floatSpelling(value.number());
            break;
        case Kind::String:
            appendQuoted(out, value.text().bytes());
            break;
        case Kind::List: {
            out += value.isTuple() ? "(" : "[";
            const char* between = "";
            for (const Value& item : value.items()) {
                out += between;
                appendSpelling(out, item, sandbox);
                between = ", ";
            }
            out += value.isTuple() ? (value.items().size() == 1 ? ",)" : ")") : "]";
            break;
        }
        case Kind::Dict: {
            out += '{';
            const char* between = "";
            for (const auto& [key, item] : value.dict().entries()) {
                out += between;
                appendSpelling(out, key, sandbox);
                out += ": ";
                appendSpelling(out, item, sandbox);
                between = ", ";
            }
            out += '}';
            break;
        }
        case Kind::Namespace:
            out += "<namespace>";
            break;
        case Kind::Function:
            out += "<function " + value.function().name + ">";
            break;
    }
}

}  // namespace

std::string floatSpelling(double number) {
    if (std::isnan(number)) {
        return "nan";
    }
    if (std::isinf(number)) {
        return number < 0 ? "-inf" : "inf";
    }
    std::array<char, 32> buffer = {};
    const auto end = std::to_chars(
        buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::scientific);
    std::string shortest(buffer.data(), end.ptr);
    const std::size_t mark = shortest.find('e');
    const int exponent = std::stoi(shortest.substr(mark + 1));
    if (exponent < -4 || exponent >= 16) {
        return shortest;
    }
    // The same digits, written out: to_chars' fixed form may show digits that are not needed.
    std::string digits = shortest.substr(0, mark);
    const std::string sign = digits.front() == '-' ? "-" : "";
    std::erase_if(digits, [](char c) { return c == '-' || c == '.'; });
    if (exponent < 0) {
        return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
    }
    const auto whole = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() <= whole) {
        return sign + digits + std::string(whole - digits.size(), '0') + ".0";
    }
    return sign + digits.substr(0, whole) + "." + digits.substr(whole);
}

bool allFromTemplate(const Value& value) {
    switch (value.kind()) {
        case Kind::String:
            return value.text().allFromTemplate();
        case Kind::List:
            return std::all_of(value.items().begin(), value.items().end(), allFromTemplate);
        case Kind::Dict: {
            const auto& entries = value.dict().entries();
            return std::all_of(entries.begin(), entries.end(), [](const Dict::Entry& entry) {
                return allFromTemplate(entry.first) && allFromTemplate(entry.second);
            });
        }
        default:
            return true;
    }
}

Text printed(const Value& value, Sandbox& sandbox) {
    if (value.is(Kind::Undefined)) {
        return {};
    }
    if (value.is(Kind::String)) {
        sandbox.step(value.text().size() / 1024);
        return value.text();
    }
    sandbox.walk(value);
    std::string spelling;
    appendSpelling(spelling, value, sandbox);
    sandbox.makeText(spelling.size());
    return {std::move(spelling), allFromTemplate(value)};
}

}  // namespace lire::text::jinja
