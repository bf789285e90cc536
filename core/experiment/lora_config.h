// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/experiment/experiment.h"
#include "core/models/lora.h"

namespace lire::experiment {

/// The experiment's adapter settings as the models take them. Thread: any.
inline models::LoraConfig loraConfig(const LoraSettings& settings) {
    return {.rank = settings.rank, .alpha = settings.alpha, .targets = settings.targets};
}

}  // namespace lire::experiment
