// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/text/jinja_sandbox.h"
#include "core/text/jinja_value.h"

namespace lire::text::jinja {

/// Python's str(): what `{{ value }}` writes. A list or dict counts as data as a whole where any
/// string in it came with the data. Raises Failure where it grows too long. Thread: any.
Text printed(const Value& value, Sandbox& sandbox);

/// Python's repr() of a float: the shortest digits that read back the same.
std::string floatSpelling(double number);

/// True where no string in the value came with the data.
bool allFromTemplate(const Value& value);

}  // namespace lire::text::jinja
