// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/suggestion.h"

#include <algorithm>
#include <cctype>
#include <numeric>

namespace lire {

namespace {

/// More of them would not be read.
constexpr std::size_t mostListed = 12;

}  // namespace

std::size_t editDistance(std::string_view a, std::string_view b) {
    const auto same = [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) ==
               std::tolower(static_cast<unsigned char>(y));
    };
    std::vector<std::size_t> before(b.size() + 1);  // the row before the one above
    std::vector<std::size_t> above = before;
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before.swap(above);
        above = row;
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = above[j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1])) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
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
        3 * editDistance(wrong, *nearest) >= std::max(wrong.size(), nearest->size())) {
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
