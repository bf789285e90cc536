// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/experiment/cost_model.h"
#include "core/experiment/experiment.h"
#include "core/experiment/preflight.h"
#include "core/experiment/read_data.h"

namespace lire::experiment {

/// Mean lengths in tokens, measured on some of the lists.
struct MeanLengths {
    double prompt = 0.0;
    double response = 0.0;  ///< of one given answer
    double given = 0.0;     ///< given answers of a list
};

/// The stages in the order in which they run, in words and with predicted minutes. A backbone that
/// is not the policy's is taken to cost the same. Thread: any.
std::vector<StagePlan> stagePlans(const Experiment& experiment,
                                  const ExperimentData& data,
                                  const MeanLengths& lengths,
                                  const CostModel& cost);

/// Roughly the memory of the largest stage: the policy, every judge, and one pass of a step.
std::int64_t memoryOf(const Experiment& experiment,
                      const MeanLengths& lengths,
                      const CostModel& cost);

/// Optimizer steps of `rounds` epochs over `lists` lists; the last smaller batch is kept.
std::int64_t stepsOf(std::size_t lists, std::int64_t batch, std::int64_t rounds);

}  // namespace lire::experiment
