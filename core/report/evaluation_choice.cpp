// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/evaluation_choice.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/report/number_text.h"

namespace lire::report {

namespace {

using Evaluations = std::vector<const runs::EvaluationEvent*>;

Evaluations allEvaluations(const RunEvents& run) {
    Evaluations result;
    for (const auto& event : run.events) {
        if (const auto* evaluation = std::get_if<runs::EvaluationEvent>(&event.body)) {
            result.push_back(evaluation);
        }
    }
    return result;
}

}  // namespace

bool sameTemperature(double one, double other) {
    return std::abs(one - other) < 1e-9;
}

std::vector<std::string> evaluatedPolicies(const RunEvents& run) {
    std::vector<std::string> policies;
    for (const auto* evaluation : allEvaluations(run)) {
        if (std::find(policies.begin(), policies.end(), evaluation->policy) == policies.end()) {
            policies.push_back(evaluation->policy);
        }
    }
    return policies;
}

Evaluations fullEvaluations(const RunEvents& run) {
    const auto all = allEvaluations(run);
    Evaluations result;
    for (const auto& policy : evaluatedPolicies(run)) {
        Evaluations ofPolicy;
        for (const auto* evaluation : all) {
            if (!evaluation->full || evaluation->policy != policy) {
                continue;
            }
            const auto older = std::find_if(
                ofPolicy.begin(), ofPolicy.end(), [evaluation](const runs::EvaluationEvent* one) {
                    return sameTemperature(one->temperature, evaluation->temperature);
                });
            if (older == ofPolicy.end()) {
                ofPolicy.push_back(evaluation);
            } else {
                *older = evaluation;
            }
        }
        std::sort(ofPolicy.begin(), ofPolicy.end(), [](const auto* one, const auto* other) {
            return one->temperature < other->temperature;
        });
        result.insert(result.end(), ofPolicy.begin(), ofPolicy.end());
    }
    return result;
}

Evaluations liveEvaluations(const RunEvents& run, const std::string& policy) {
    Evaluations result;
    for (const auto* evaluation : allEvaluations(run)) {
        if (evaluation->full || evaluation->policy != policy) {
            continue;
        }
        std::erase_if(result, [evaluation](const runs::EvaluationEvent* one) {
            return one->step == evaluation->step &&
                   sameTemperature(one->temperature, evaluation->temperature);
        });
        result.push_back(evaluation);
    }
    std::sort(result.begin(), result.end(), [](const auto* one, const auto* other) {
        return std::pair(one->temperature, one->step) < std::pair(other->temperature, other->step);
    });
    return result;
}

const runs::Estimate* rewardOf(const runs::EvaluationEvent& evaluation, const std::string& model) {
    const auto& wanted = model.empty() ? evaluation.guide : model;
    const auto found = std::find_if(
        evaluation.rewards.begin(), evaluation.rewards.end(), [&wanted](const auto& reward) {
            return reward.first == wanted;
        });
    return found == evaluation.rewards.end() ? nullptr : &found->second;
}

std::optional<runs::Estimate> rewardChangeOf(const runs::EvaluationEvent& evaluation,
                                             const std::string& model) {
    if (evaluation.rewardChanges) {
        for (const auto& [name, change] : *evaluation.rewardChanges) {
            if (name == model) {
                return change;
            }
        }
        return std::nullopt;
    }
    return model == evaluation.guide ? evaluation.rewardChange : std::nullopt;
}

std::string evaluationKey(const RunEvents& run, const runs::EvaluationEvent& evaluation) {
    return run.run.id + "|" + evaluation.policy + "|" + shortText(evaluation.temperature) + "|" +
           std::to_string(evaluation.step);
}

std::string methodOf(std::string_view name) {
    // Longer names first: "dpo-pl" is not a variant of "dpo".
    static constexpr std::array<std::string_view, 10> methods = {
        "dpo-pl", "base", "lire", "rrhf", "slic", "dpo", "ppo", "pro", "sft", "pg"};
    const auto* const found =
        std::find_if(methods.begin(), methods.end(), [name](std::string_view method) {
            return name.starts_with(method) &&
                   (name.size() == method.size() || name[method.size()] == '-' ||
                    name[method.size()] == '_' || name[method.size()] == '.');
        });
    return found == methods.end() ? std::string() : std::string(*found);
}

std::string temperatureLabel(double temperature) {
    return "τ " + shortText(temperature);
}

}  // namespace lire::report
