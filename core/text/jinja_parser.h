// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/text/jinja_ast.h"

namespace lire::text::jinja {

/// Parses a template. Inheritance, include and import are outside the subset: a chat template is
/// one file. Raises Error (place:line). Thread: any.
Body parseTemplate(std::string_view source, const std::string& place);

}  // namespace lire::text::jinja
