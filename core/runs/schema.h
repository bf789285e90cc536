// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/runs/database.h"

namespace lire::runs {

/// The version of the tables that this program reads and writes: the number of migrations.
std::int64_t schemaVersion();

/// Creates the tables, or brings older ones up to date: every migration a transaction. Raises
/// Error, Blame::Input, where the file is another program's or of a newer version of this one.
void bringUpToDate(Database& database);

/// For a reader: true where the tables are this version's, false where there are none yet. Raises
/// Error, Blame::Input, as bringUpToDate(), and where an older version's tables still wait for it.
bool isReadable(Database& database);

}  // namespace lire::runs
