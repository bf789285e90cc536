// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lire::ui {

/// The path of a file of resources/ ("experiments/demo.json"): of the source tree that the program
/// was built from, else of an installed one (../share/lire beside its folder, or /usr/share/lire).
/// Where the file is nowhere, the installed path, so that an error names it. Thread: any.
QString resourceFile(const QString& name);

}  // namespace lire::ui
