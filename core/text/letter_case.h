// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace lire::text {

/// Unicode's simple case mappings, one letter for one letter ("ß" stays "ß"); text that is not
/// UTF-8 has its ASCII letters mapped only. Thread: any.
std::string upperCase(std::string_view text);
std::string lowerCase(std::string_view text);

/// Whether the code point at the text's beginning is a letter, a decimal digit (Unicode's L, Nd).
bool beginsWithLetter(std::string_view text);
bool beginsWithDigit(std::string_view text);

}  // namespace lire::text
