// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lire {

/// Letters to put in, take out, replace or swap with the next to make one of the other; A is a.
/// Thread: any.
std::size_t editDistance(std::string_view a, std::string_view b);

/// The known name that `wrong` was probably meant to be: the nearest one, where less than a
/// third of the letters differ. Nothing where none is that near. Thread: any.
std::optional<std::string> nearName(std::string_view wrong, const std::vector<std::string>& known);

/// The mend of an unknown name: the one that was probably meant, else a few known ones.
/// `known` is not empty. Thread: any.
std::string suggestName(std::string_view wrong, const std::vector<std::string>& known);

}  // namespace lire
