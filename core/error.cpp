// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"

#include <algorithm>
#include <numeric>

namespace lire {

namespace {

std::string sentence(const std::string& place,
                     const std::string& problem,
                     const std::string& mend) {
    std::string text = place.empty() ? problem : place + ": " + problem;
    if (!mend.empty()) {
        text += "; " + mend;
    }
    return text;
}

std::string joined(const std::vector<Error>& errors) {
    std::string text;
    for (const auto& error : errors) {
        text += std::string(text.empty() ? "" : "\n") + error.what();
    }
    return text;
}

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

}  // namespace

Error::Error(std::string place, std::string problem, std::string mend, Blame blame)
    : std::runtime_error(sentence(place, problem, mend)),
      m_place(std::move(place)),
      m_problem(std::move(problem)),
      m_mend(std::move(mend)),
      m_blame(blame) {}

Errors::Errors(std::vector<Error> errors)
    : std::runtime_error(joined(errors)), m_errors(std::move(errors)) {}

std::string nearestName(std::string_view wrong, const std::vector<std::string>& known) {
    const auto nearest = std::min_element(
        known.begin(), known.end(), [wrong](const std::string& a, const std::string& b) {
            return editDistance(wrong, a) < editDistance(wrong, b);
        });
    return nearest == known.end() ? std::string() : *nearest;
}

}  // namespace lire
