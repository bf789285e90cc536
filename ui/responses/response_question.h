// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/runs/event.h"
#include "ui/responses/response_rows.h"

namespace lire::ui {

/// What the user has chosen so far; what is absent is chosen for them.
struct ResponseWish {
    std::string policy = {};  ///< empty, or "base", which has no change of its own: any trained one
    std::optional<double> temperature = {};
    std::optional<std::int64_t> step = {};
};

/// The question that the page Responses asks of a run: as wished, else of the trained policies'
/// full evaluations the one nearest to temperature 1, of several the newest. Thread: any.
ResponseQuestion responseQuestion(const std::vector<runs::Event>& events, const ResponseWish& wish);

}  // namespace lire::ui
