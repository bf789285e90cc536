// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/error.h"

namespace lire::runs {

/// What a SQLite result code means for whoever runs the program, as an Error at the file `place`.
/// `message` is SQLite's own sentence. Always Blame::Running. Thread: any.
Error databaseError(int code, const std::string& place, const std::string& message);

}  // namespace lire::runs
