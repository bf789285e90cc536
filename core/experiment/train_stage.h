// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/experiment/evaluation_stage.h"
#include "core/experiment/run_context.h"

namespace lire::experiment {

/// Trains one policy by Algorithm 1: E times evolve (the first on the run's common pool, later ones
/// on lists that the current policy draws), then I epochs each, one learning-rate schedule and one
/// optimizer over all; live evaluations on the way; adapter and full evaluation at the end. Goes on
/// from its newest checkpoint. `evaluation` null: nothing is measured.
StageEnd runTrainStage(RunContext& context,
                       const TrainSettings& settings,
                       EvaluationStage* evaluation);

}  // namespace lire::experiment
