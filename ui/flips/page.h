// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

namespace lire::ui {

/// The page Flips: which prompts a policy made worse.
PageKind flipsPage();

}  // namespace lire::ui
