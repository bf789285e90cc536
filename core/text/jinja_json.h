// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/text/jinja_sandbox.h"
#include "core/text/jinja_value.h"

namespace lire::text::jinja {

/// The arguments of Python's json.dumps that transformers' `tojson` passes on.
struct JsonStyle {
    bool onlyAscii = false;
    bool sortedKeys = false;
    std::optional<std::string> indent = {};  ///< of one level; none: all on one line
    std::string betweenItems = ", ";
    std::string afterKey = ": ";
};

/// Writes a value as Python's json.dumps does. Raises Failure for values that JSON cannot hold.
/// Thread: any.
std::string jsonSpelling(const Value& value, const JsonStyle& style, Sandbox& sandbox);

}  // namespace lire::text::jinja
