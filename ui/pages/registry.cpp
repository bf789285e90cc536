// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/registry.h"

#include <array>

#include "ui/experiment/page.h"
#include "ui/flips/page.h"
#include "ui/frontier/page.h"
#include "ui/jobs/page.h"
#include "ui/responses/page.h"
#include "ui/start/page.h"

namespace lire::ui {

std::span<const PageKind> pageKinds() {
    static const std::array kinds = {
        startPage(), experimentPage(), jobsPage(), frontierPage(), flipsPage(), responsesPage()};
    return kinds;
}

const PageKind* findPageKind(const QString& id) {
    for (const PageKind& kind : pageKinds()) {
        if (kind.id == id) {
            return &kind;
        }
    }
    return nullptr;
}

}  // namespace lire::ui
