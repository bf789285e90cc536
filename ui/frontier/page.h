// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

namespace lire::ui {

/// The page Frontier: what each policy gains for how far it moved.
PageKind frontierPage();

}  // namespace lire::ui
