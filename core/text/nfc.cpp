// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/nfc.h"

#include <algorithm>
#include <array>
#include <vector>

#include <utf8proc.h>

#include "core/text/utf8.h"

namespace lire::text {

namespace {

using CodePoints = std::vector<utf8proc_int32_t>;

/// Code points below U+0300 are composed and compose with nothing but marks; U+0300 and above begin
/// with this byte or a greater one.
constexpr unsigned char leadOfMarks = 0xCC;

bool isPlain(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char byte) {
        return static_cast<unsigned char>(byte) >= leadOfMarks;
    });
}

int combiningClass(utf8proc_int32_t codePoint) {
    return utf8proc_get_property(codePoint)->combining_class;
}

void appendDecomposed(CodePoints& to, char32_t codePoint) {
    std::array<utf8proc_int32_t, 8> parts = {};  // no canonical decomposition is longer than 4
    const auto count = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(codePoint),
                                               parts.data(),
                                               static_cast<utf8proc_ssize_t>(parts.size()),
                                               UTF8PROC_DECOMPOSE,
                                               nullptr);
    to.insert(to.end(), parts.begin(), parts.begin() + count);
}

/// Sorts each run of marks by class. utf8proc's own sort takes quadratic time on a long run.
void orderMarks(CodePoints& points) {
    const auto isMark = [](utf8proc_int32_t point) { return combiningClass(point) > 0; };
    for (auto begin = points.begin(); begin != points.end();) {
        begin = std::find_if(begin, points.end(), isMark);
        const auto end = std::find_if_not(begin, points.end(), isMark);
        std::stable_sort(begin, end, [](utf8proc_int32_t a, utf8proc_int32_t b) {
            return combiningClass(a) < combiningClass(b);
        });
        begin = end;
    }
}

void appendComposed(std::string& to, CodePoints& points) {
    orderMarks(points);
    // The library's options are bits of an enumeration.
    // NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange)
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    const auto count = utf8proc_normalize_utf32(
        points.data(), static_cast<utf8proc_ssize_t>(points.size()), options);
    for (utf8proc_ssize_t i = 0; i < count; ++i) {
        appendUtf8(to, static_cast<char32_t>(points[static_cast<std::size_t>(i)]));
    }
    points.clear();
}

}  // namespace

std::string toNfc(std::string_view text) {
    if (isPlain(text)) {
        return std::string(text);
    }
    std::string result;
    result.reserve(text.size());
    CodePoints points;
    for (std::size_t i = 0; i < text.size();) {
        const auto next = codePointAt(text, i);
        if (next.valid) {
            appendDecomposed(points, next.value);
        } else {
            appendComposed(result, points);
            result.push_back(text[i]);
        }
        i += next.length;
    }
    appendComposed(result, points);
    return result;
}

}  // namespace lire::text
