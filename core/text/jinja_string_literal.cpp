// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jinja_string_literal.h"

#include <charconv>
#include <cstdint>

#include "core/text/utf8.h"

namespace lire::text::jinja {

namespace {

std::optional<std::uint32_t> digits(std::string_view text, std::size_t count, int base) {
    std::uint32_t value = 0;
    const std::string_view part = text.substr(0, count);
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value, base);
    if (part.size() != count || error != std::errc() || end != part.data() + part.size()) {
        return std::nullopt;
    }
    return value;
}

/// The character that a one-letter escape stands for; 0 where it is none.
char simpleEscape(char c) {
    switch (c) {
        case 'n':
            return '\n';
        case 't':
            return '\t';
        case 'r':
            return '\r';
        case 'a':
            return '\a';
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case 'v':
            return '\v';
        case '\\':
        case '\'':
        case '"':
            return c;
        default:
            return '\0';
    }
}

}  // namespace

std::optional<std::string> unescapedLiteral(std::string_view literal) {
    std::string value;
    for (std::size_t i = 0; i < literal.size(); ++i) {
        if (literal[i] != '\\' || i + 1 == literal.size()) {
            value.push_back(literal[i]);
            continue;
        }
        const char c = literal[++i];
        if (const char simple = simpleEscape(c); simple != '\0') {
            value.push_back(simple);
        } else if (c == '\n') {
            continue;  // a line continued
        } else if (c == 'x' || c == 'u' || c == 'U') {
            const std::size_t count = c == 'x' ? 2 : (c == 'u' ? 4 : 8);
            const auto code = digits(literal.substr(i + 1), count, 16);
            if (!code || *code > 0x10FFFF || (*code >= 0xD800 && *code < 0xE000)) {
                return std::nullopt;
            }
            appendUtf8(value, *code);
            i += count;
        } else if (c >= '0' && c <= '7') {
            std::size_t count = 1;
            while (count < 3 && i + count < literal.size() && literal[i + count] >= '0' &&
                   literal[i + count] <= '7') {
                ++count;
            }
            appendUtf8(value, digits(literal.substr(i), count, 8).value_or(0));
            i += count - 1;
        } else if (c == 'N') {
            return std::nullopt;
        } else {
            value.push_back('\\');
            value.push_back(c);
        }
    }
    return value;
}

}  // namespace lire::text::jinja
