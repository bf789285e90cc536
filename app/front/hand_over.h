// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lire::app {

/// Goes on as `program`, which lies beside this one, with the same arguments, in the same process.
/// Sets before how LibTorch's threads wait, unless the user has: libgomp reads that while it is
/// loaded, earlier than any code of the program itself. Returns only where the program cannot be
/// started: an exit code, after an error that says why.
int handOver(const char* program, char** arguments);

}  // namespace lire::app
