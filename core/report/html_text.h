// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace lire::report {

/// Text as HTML, safe in an element and in a quoted attribute: & < > " ' are escaped, control
/// characters become U+FFFD. Everything that is not the page's own goes through here: a model's
/// text is hostile. Thread: any.
std::string htmlText(std::string_view text);

}  // namespace lire::report
