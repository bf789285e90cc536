// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/text/jinja_sandbox.h"
#include "core/text/jinja_value.h"

namespace lire::text::jinja {

/// A filter: `subject | name(arguments)`. Raises Failure. Thread: any.
using FilterFunction = Value (*)(const Value& subject,
                                 const Arguments& arguments,
                                 Sandbox& sandbox);
using FilterTable = std::map<std::string_view, FilterFunction>;

/// jinja2's filters of this name, with transformers' own `tojson`. Raises Failure with the nearest
/// name, or the known ones, where there is none.
FilterFunction filterOf(const std::string& name);

// The filters, by what they work on.
const FilterTable& textFilters();
const FilterTable& listFilters();
const FilterTable& selectionFilters();  ///< map, select, reject, selectattr, rejectattr, groupby
const FilterTable& valueFilters();      ///< one value into another: default, int, tojson, …

/// Python's str() of each item through one joined text; the `join` filter.
Value joined(const std::vector<Value>& items, const Text& between, Sandbox& sandbox);

/// A path's value of an item (`attribute=`), the item itself where the path is undefined or none.
Value partOf(const Value& item, const Value& path, Sandbox& sandbox);

}  // namespace lire::text::jinja
