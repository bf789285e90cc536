// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lire::text {

/// One code point read from bytes that may be anything.
struct CodePoint {
    char32_t value = 0;      ///< meaningful where `valid`
    std::size_t length = 1;  ///< bytes read, at least 1; 1 where the bytes are not UTF-8
    bool valid = false;      ///< no overlong form, no surrogate, at most U+10FFFF
};

/// Reads the code point at `position`, which must lie inside `text`. Thread: any.
CodePoint codePointAt(std::string_view text, std::size_t position);

/// Appends a code point (at most U+10FFFF) as UTF-8.
void appendUtf8(std::string& text, char32_t codePoint);

/// Length of the longest prefix of whole, valid code points.
std::size_t validUtf8Prefix(std::string_view text);

/// The text with each invalid byte replaced by U+FFFD, for writing JSON or showing.
std::string toValidUtf8(std::string_view text);

/// Number of code points; each invalid byte counts one.
std::size_t utf8Length(std::string_view text);

}  // namespace lire::text
