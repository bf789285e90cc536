// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lire::ui {

/// The byte of `text`, which is JSON, where the key or the element stands that a JSON pointer
/// names; where there is none, the innermost one above it. Thread: any.
std::size_t placeInText(std::string_view text, const std::string& pointer);

}  // namespace lire::ui
