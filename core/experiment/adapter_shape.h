// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/error.h"
#include "core/experiment/experiment.h"

namespace lire::models {
struct LoraConfig;
}  // namespace lire::models

namespace lire::experiment {

// A policy that starts from policy.adapter goes on with it: its own "lora" settings make nothing.
// `adapter`: that adapter's. Thread: any.

/// Settings that the adapter does not have, places "/train/0/lora/rank". One at its default is no
/// error: a stored experiment does not say whether it was given.
std::vector<Error> adapterShapeErrors(const Experiment& experiment,
                                      const models::LoraConfig& adapter);

/// Which shape the policies have, where a policy's settings differ from it.
std::optional<Error> adapterShapeNote(const Experiment& experiment,
                                      const models::LoraConfig& adapter);

}  // namespace lire::experiment
