// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/utf8.h"

#include <array>
#include <cstdint>

namespace lire::text {

namespace {

/// Smallest code point that needs a sequence of this many bytes: anything less is overlong.
constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};

std::size_t sequenceLength(std::uint8_t lead) {
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead < 0xE0) {
        return 2;
    }
    if (lead >= 0xE0 && lead < 0xF0) {
        return 3;
    }
    return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

}  // namespace

CodePoint codePointAt(std::string_view text, std::size_t position) {
    const auto lead = static_cast<std::uint8_t>(text[position]);
    const std::size_t length = sequenceLength(lead);
    if (length == 1) {
        return {lead, 1, true};
    }
    if (length == 0 || position + length > text.size()) {
        return {};
    }
    char32_t value = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = static_cast<std::uint8_t>(text[position + i]);
        if ((next & 0xC0U) != 0x80U) {
            return {};
        }
        value = (value << 6U) | (next & 0x3FU);
    }
    const bool surrogate = value >= 0xD800 && value < 0xE000;
    if (value < smallest.at(length) || value > 0x10FFFF || surrogate) {
        return {};
    }
    return {value, length, true};
}

void appendUtf8(std::string& text, char32_t codePoint) {
    const auto push = [&text](char32_t byte) { text.push_back(static_cast<char>(byte)); };
    if (codePoint < 0x80) {
        push(codePoint);
    } else if (codePoint < 0x800) {
        push(0xC0U | (codePoint >> 6U));
        push(0x80U | (codePoint & 0x3FU));
    } else if (codePoint < 0x10000) {
        push(0xE0U | (codePoint >> 12U));
        push(0x80U | ((codePoint >> 6U) & 0x3FU));
        push(0x80U | (codePoint & 0x3FU));
    } else {
        push(0xF0U | (codePoint >> 18U));
        push(0x80U | ((codePoint >> 12U) & 0x3FU));
        push(0x80U | ((codePoint >> 6U) & 0x3FU));
        push(0x80U | (codePoint & 0x3FU));
    }
}

std::size_t validUtf8Prefix(std::string_view text) {
    std::size_t position = 0;
    while (position < text.size()) {
        const CodePoint next = codePointAt(text, position);
        if (!next.valid) {
            break;
        }
        position += next.length;
    }
    return position;
}

std::string toValidUtf8(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const std::size_t valid = validUtf8Prefix(text);
        result.append(text.substr(0, valid));
        text.remove_prefix(valid);
        if (!text.empty()) {
            appendUtf8(result, 0xFFFD);
            text.remove_prefix(1);
        }
    }
    return result;
}

std::size_t utf8Length(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t position = 0; position < text.size(); ++count) {
        position += codePointAt(text, position).length;
    }
    return count;
}

}  // namespace lire::text
