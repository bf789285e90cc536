// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "ui/pages/page.h"

namespace lire::ui {

/// Every page, in the order of the rail: as the work is done. Thread: window.
std::span<const PageKind> pageKinds();

/// The kind of that id, or null.
const PageKind* findPageKind(const QString& id);

}  // namespace lire::ui
