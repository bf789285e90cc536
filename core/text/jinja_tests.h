// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/text/jinja_sandbox.h"
#include "core/text/jinja_value.h"

namespace lire::text::jinja {

/// jinja2's tests: `subject is name(arguments)`. Raises Failure, with the nearest name where there
/// is no such test. Thread: any.
bool testHolds(const std::string& name,
               const Value& subject,
               const Arguments& arguments,
               Sandbox& sandbox);

/// Whether a test has this name.
bool isTestName(const std::string& name);

}  // namespace lire::text::jinja
