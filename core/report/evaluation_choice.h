// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/report/figures.h"

namespace lire::report {

/// Whether two temperatures are the same: they come from JSON, so they are equal or far apart.
bool sameTemperature(double one, double other);

/// Policies in the order of their first evaluation. Thread: any, as all here.
std::vector<std::string> evaluatedPolicies(const RunEvents& run);

/// The newest full evaluation of each policy at each temperature: policies in the order of their
/// first evaluation, temperatures rising. Pointers live as long as `run`.
std::vector<const runs::EvaluationEvent*> fullEvaluations(const RunEvents& run);
std::vector<const runs::EvaluationEvent*> fullEvaluations(RunEvents&& run) = delete;

/// The live evaluations of a policy by temperature, then step; of one step the newest.
std::vector<const runs::EvaluationEvent*> liveEvaluations(const RunEvents& run,
                                                          const std::string& policy);
std::vector<const runs::EvaluationEvent*> liveEvaluations(RunEvents&& run,
                                                          const std::string& policy) = delete;

/// The mean reward by a reward model, by the guide where `model` is empty; null where it did not
/// judge.
const runs::Estimate* rewardOf(const runs::EvaluationEvent& evaluation, const std::string& model);

/// The paired difference of a reward model's mean reward from the base's; nothing for the base
/// itself, and for all but the guide in an older program's events.
std::optional<runs::Estimate> rewardChangeOf(const runs::EvaluationEvent& evaluation,
                                             const std::string& model);

/// The door of an evaluation's mark: "RUN|POLICY|TEMPERATURE|STEP".
std::string evaluationKey(const RunEvents& run, const runs::EvaluationEvent& evaluation);

/// The style key of a policy or stage: the method that its name is or begins with ("lire-t10" is
/// lire's), "base", or empty.
std::string methodOf(std::string_view name);

/// "τ 0.7"
std::string temperatureLabel(double temperature);

}  // namespace lire::report
