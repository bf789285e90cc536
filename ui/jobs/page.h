// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

namespace lire::ui {

/// The page Jobs: what a run is doing, drawn while it does it.
PageKind jobsPage();

}  // namespace lire::ui
