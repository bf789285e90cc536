// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"

#include <utility>

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

}  // namespace

Error::Error(std::string place, std::string problem, std::string mend, Blame blame)
    : std::runtime_error(sentence(place, problem, mend)),
      m_place(std::move(place)),
      m_problem(std::move(problem)),
      m_mend(std::move(mend)),
      m_blame(blame) {}

Errors::Errors(std::vector<Error> errors)
    : std::runtime_error(joined(errors)), m_errors(std::move(errors)) {}

}  // namespace lire
