// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

namespace lire::ui {

/// The page Start: the runs of the workspace, and the three ways to a first one.
PageKind startPage();

}  // namespace lire::ui
