// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>
#include <string>

namespace lire {

/// What a library's exception says, in one line: without stack trace and without the library's own
/// marks. Thread: any.
std::string plainReason(const std::exception& exception);

}  // namespace lire
