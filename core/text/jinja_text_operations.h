// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/jinja_text.h"

namespace lire::text::jinja {

// Python's str methods on texts that keep their origin. Positions and counts are code points,
// negative counts mean "all". Thread: any.

/// str.strip, lstrip, rstrip: white space, or any of `characters`.
Text stripped(const Text& text,
              const std::optional<std::string>& characters,
              bool left = true,
              bool right = true);

/// str.split and rsplit with a separator that is not empty.
std::vector<Text> splitAt(const Text& text,
                          std::string_view separator,
                          std::int64_t most,
                          bool fromRight);
/// str.split and rsplit at white space.
std::vector<Text> splitAtSpace(const Text& text, std::int64_t most, bool fromRight);
std::vector<Text> lines(const Text& text, bool keepEnds);

/// str.replace.
Text replaced(const Text& text, std::string_view from, const Text& to, std::int64_t most);

/// Each stretch of one origin through `map`.
Text mapped(const Text& text, const std::function<std::string(std::string_view)>& map);
/// The first letter large, the rest small.
Text capitalized(const Text& text);
/// str.title: each run of letters capitalized.
Text titled(const Text& text);

/// Byte offset of a code point; the text's size where it has not so many.
std::size_t offsetOf(std::string_view text, std::size_t codePoints);
/// The text's code points one by one.
std::vector<Text> characters(const Text& text);

}  // namespace lire::text::jinja
