// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

namespace lire::ui {

/// The page Responses: one prompt, what each policy answers.
PageKind responsesPage();

}  // namespace lire::ui
