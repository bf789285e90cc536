// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/letter_case.h"

#include <algorithm>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "core/text/utf8.h"

namespace lire::text {

namespace {

PCRE2_SPTR units(std::string_view text) {
    return reinterpret_cast<PCRE2_SPTR>(text.data());  // NOLINT: PCRE2 reads bytes as unsigned
}

/// Compiled once, never freed: it lives as long as the program.
const pcre2_code* compiled(std::string_view expression) {
    int code = 0;
    std::size_t offset = 0;
    return pcre2_compile(
        units(expression), expression.size(), PCRE2_UTF | PCRE2_UCP, &code, &offset, nullptr);
}

char asciiUpper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
char asciiLower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string mapped(std::string_view text, bool upper) {
    std::string result(text);
    const bool ascii = std::all_of(
        text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
    if (ascii || validUtf8Prefix(text) != text.size()) {
        std::transform(
            result.begin(), result.end(), result.begin(), upper ? asciiUpper : asciiLower);
        return result;
    }
    static const pcre2_code* const everything = compiled("(?s).+");
    const std::string_view replacement = upper ? "\\U$0" : "\\L$0";
    std::string buffer(text.size() * 2 + 16, '\0');  // a mapping is at most twice as long
    std::size_t length = buffer.size();
    const int count =
        pcre2_substitute(everything,
                         units(text),
                         text.size(),
                         0,
                         PCRE2_SUBSTITUTE_EXTENDED | PCRE2_NO_UTF_CHECK,
                         nullptr,
                         nullptr,
                         units(replacement),
                         replacement.size(),
                         reinterpret_cast<PCRE2_UCHAR*>(buffer.data()),  // NOLINT: as above
                         &length);
    if (count < 0) {
        return result;
    }
    buffer.resize(length);
    return buffer;
}

bool beginsWith(const pcre2_code* code, std::string_view text) {
    if (text.empty() || !codePointAt(text, 0).valid) {
        return false;
    }
    const std::string_view first = text.substr(0, codePointAt(text, 0).length);
    pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
    const int found =
        pcre2_match(code, units(first), first.size(), 0, PCRE2_NO_UTF_CHECK, data, nullptr);
    pcre2_match_data_free(data);
    return found > 0;
}

}  // namespace

std::string upperCase(std::string_view text) {
    return mapped(text, true);
}

std::string lowerCase(std::string_view text) {
    return mapped(text, false);
}

bool beginsWithLetter(std::string_view text) {
    static const pcre2_code* const letter = compiled("\\p{L}");
    return beginsWith(letter, text);
}

bool beginsWithDigit(std::string_view text) {
    static const pcre2_code* const digit = compiled("\\p{Nd}");
    return beginsWith(digit, text);
}

}  // namespace lire::text
