// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/suggestion.h"

namespace lire {

/// Finds the kind of that name in a registry's table. `Kind` has a member `name`.
/// Raises Error at `place` that names the nearest known kind, or the known ones.
template <class Kind>
const Kind& findKind(std::span<const Kind> kinds,
                     std::string_view what,
                     std::string_view name,
                     std::string_view place) {
    const auto found = std::find_if(
        kinds.begin(), kinds.end(), [name](const Kind& kind) { return kind.name == name; });
    if (found != kinds.end()) {
        return *found;
    }
    std::vector<std::string> known;
    for (const auto& kind : kinds) {
        known.emplace_back(kind.name);
    }
    throw Error(std::string(place),
                "unknown " + std::string(what) + " \"" + std::string(name) + "\"",
                suggestName(name, known));
}

}  // namespace lire
