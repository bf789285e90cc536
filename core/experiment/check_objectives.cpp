// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/check_objectives.h"

#include <string>

#include "core/objectives/registry.h"
#include "core/options.h"

namespace lire::experiment {

std::vector<Error> checkObjectives(std::vector<TrainSettings>& policies) {
    std::vector<Error> found;
    for (std::size_t i = 0; i < policies.size(); ++i) {
        auto& policy = policies[i];
        const auto place = "/train/" + std::to_string(i);
        try {
            const auto& kind = objectives::objectiveKind(policy.objective, place + "/objective");
            policy.options = checkOptions(kind.options, policy.options, place + "/options").json();
        } catch (const Error& error) {
            found.push_back(error);
        } catch (const Errors& errors) {
            found.insert(found.end(), errors.errors().begin(), errors.errors().end());
        }
    }
    return found;
}

}  // namespace lire::experiment
