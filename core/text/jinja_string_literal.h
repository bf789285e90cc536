// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lire::text::jinja {

/// The value of a string literal (what stands between its quotes), with Python's escapes resolved;
/// a backslash before any other character stays. Nothing where \x, \u or \U is cut short, names no
/// code point, or \N asks for a name. Thread: any.
std::optional<std::string> unescapedLiteral(std::string_view literal);

}  // namespace lire::text::jinja
