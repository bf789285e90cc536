// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/text/jinja_sandbox.h"
#include "core/text/jinja_value.h"

namespace lire::text::jinja {

// What stands behind `.` and in `[]`. Undefined where there is nothing; names that begin with two
// underscores are refused (Failure) unless they are a key of the data. Thread: any.

/// `object.name`: a method first, then a key, as in jinja2.
Value attributeOf(const Value& object, const std::string& name, Sandbox& sandbox);
/// `object[key]`: a key or index first, then an attribute.
Value itemOf(const Value& object, const Value& key, Sandbox& sandbox);
/// `object[start:stop:step]`; undefined and none parts are left out.
Value sliceOf(const Value& object,
              const Value& start,
              const Value& stop,
              const Value& step,
              Sandbox& sandbox);

/// "a.b.0", as the `attribute` argument of filters names it.
Value pathOf(const Value& object, const Value& path, Sandbox& sandbox);

}  // namespace lire::text::jinja
