// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace lire::text {

/// Unicode's normalization form C: letters and marks composed, marks in their canonical order. A
/// byte that is no UTF-8 stays as it is, and nothing is composed across it. Time is n log n in the
/// length, whatever the text. Source: UAX 15; tables by utf8proc. Thread: any.
std::string toNfc(std::string_view text);

}  // namespace lire::text
