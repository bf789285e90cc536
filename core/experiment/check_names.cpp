// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/check_names.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>

#include "core/experiment/field_value.h"

namespace lire::experiment {

namespace {

constexpr std::array<std::string_view, 3> reserved = {"base", "candidates", "report"};
constexpr std::size_t longestName = 64;

bool isLetterOrDigit(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9');
}

/// A folder's name on any file system, and never "." or "..".
bool isSafe(const std::string& name) {
    return !name.empty() && name.size() <= longestName && isLetterOrDigit(name.front()) &&
           std::all_of(name.begin(), name.end(), [](char letter) {
               return isLetterOrDigit(letter) || letter == '.' || letter == '-' || letter == '_';
           });
}

class Names {
public:
    /// `owner`: what has the name, in words, for the next one with the same.
    void add(const std::string& name, const std::string& place, const std::string& owner) {
        const auto quoted = "\"" + name + "\"";
        if (!isSafe(name)) {
            m_errors.emplace_back(place,
                                  quoted + " cannot be a folder's name",
                                  "give 1 to 64 letters, digits, \".\", \"-\" and \"_\", the first "
                                  "a letter or digit");
        } else if (std::find(reserved.begin(), reserved.end(), name) != reserved.end()) {
            m_errors.emplace_back(place,
                                  quoted + " is the name of a stage that every run has",
                                  "choose another name");
        } else if (const auto [other, isNew] = m_owners.emplace(name, owner); !isNew) {
            m_errors.emplace_back(
                place, quoted + " is the name of " + other->second, "choose another name");
        }
    }

    std::vector<Error> take() { return std::move(m_errors); }

private:
    std::map<std::string, std::string> m_owners;
    std::vector<Error> m_errors;
};

}  // namespace

std::vector<Error> checkNames(const Experiment& experiment) {
    Names names;
    for (const auto& model : experiment.rewardModels) {
        names.add(model.name, "/reward_models/" + pointerPart(model.name), "a reward model");
    }
    for (std::size_t i = 0; i < experiment.train.size(); ++i) {
        const auto place = "/train/" + std::to_string(i);
        names.add(experiment.train[i].name, place + "/name", "the policy at " + place);
    }
    return names.take();
}

}  // namespace lire::experiment
