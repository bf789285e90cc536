// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/suggestion.h"

#include <algorithm>
#include <numeric>

namespace lire {

namespace {

/// More of them would not be read.
constexpr std::size_t mostListed = 12;

}  // namespace

std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({above + 1, row[j - 1] + 1, replaced});
            diagonal = above;
        }
    }
    return row.back();
}

std::optional<std::string> nearName(std::string_view wrong, const std::vector<std::string>& known) {
    const auto nearest = std::min_element(
        known.begin(), known.end(), [wrong](const std::string& a, const std::string& b) {
            return editDistance(wrong, a) < editDistance(wrong, b);
        });
    if (nearest == known.end() ||
        3 * editDistance(wrong, *nearest) > std::max(wrong.size(), nearest->size())) {
        return std::nullopt;
    }
    return *nearest;
}

std::string suggestName(std::string_view wrong, const std::vector<std::string>& known) {
    if (const auto near = nearName(wrong, known)) {
        return "the nearest known one is \"" + *near + "\"";
    }
    std::string words = known.size() == 1 ? "the known one is " : "known ones are ";
    for (std::size_t i = 0; i < std::min(known.size(), mostListed); ++i) {
        words += (i == 0 ? "" : ", ") + known[i];
    }
    return words + (known.size() > mostListed ? ", …" : "");
}

}  // namespace lire
