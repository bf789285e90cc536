// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "core/text/jinja_sandbox.h"
#include "core/text/jinja_value.h"

namespace lire::text::jinja {

/// The functions that every chat template may call: jinja2's `range`, `dict`, `namespace`,
/// `joiner`, and transformers' `raise_exception` and `strftime_now`. `sandbox` must outlive them.
/// Thread: any.
std::map<std::string, Value> globals(Sandbox& sandbox);

}  // namespace lire::text::jinja
