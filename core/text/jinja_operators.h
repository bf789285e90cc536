// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/text/jinja_ast.h"
#include "core/text/jinja_sandbox.h"
#include "core/text/jinja_value.h"

namespace lire::text::jinja {

// Python's operators. They raise Failure for kinds that do not go together, for undefined operands
// and where an integer does not fit 64 bits. Thread: any.

Value binary(Operator operation, const Value& left, const Value& right, Sandbox& sandbox);
bool compared(Operator operation, const Value& left, const Value& right, Sandbox& sandbox);
Value negated(const Value& value);

/// `item in container`.
bool contains(const Value& container, const Value& item, Sandbox& sandbox);

/// The items that `for` goes through: of a list, the keys of a dict, the characters of a string;
/// none of an undefined value.
std::vector<Value> iterated(const Value& value, Sandbox& sandbox);
bool isIterable(const Value& value);

/// len().
std::size_t lengthOf(const Value& value, Sandbox& sandbox);

}  // namespace lire::text::jinja
