// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/experiment/run_context.h"

namespace lire::experiment {

/// Trains one reward model on its half's pairs by Bradley-Terry, saves it as a sequence classifier
/// and measures it on the test pairs. Goes on from its newest checkpoint.
StageEnd runRewardStage(RunContext& context, const RewardModelSettings& settings);

}  // namespace lire::experiment
