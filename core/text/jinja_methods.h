// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/text/jinja_sandbox.h"
#include "core/text/jinja_value.h"

namespace lire::text::jinja {

/// The methods of str, list, tuple and dict that change nothing, bound to `object`; undefined where
/// it has none of this name. Those that would change a list or dict are there and raise Failure
/// when called. `sandbox` must outlive the method. Thread: any.
Value methodOf(const Value& object, const std::string& name, Sandbox& sandbox);

/// A method of str; the part of methodOf for strings.
Value textMethod(const Value& object, const std::string& name, Sandbox& sandbox);

/// A function that keeps `object` and calls `work(object, arguments, sandbox)`.
Value boundTo(const Value& object,
              const std::string& name,
              Value (*work)(const Value&, const Arguments&, Sandbox&),
              Sandbox& sandbox);

}  // namespace lire::text::jinja
