// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

namespace lire::ui {

/// The page Experiment: the experiment file as a form beside its JSON, checked as it is typed.
PageKind experimentPage();

}  // namespace lire::ui
