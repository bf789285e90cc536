// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/report/figure.h"
#include "core/runs/run_reader.h"

namespace lire::report {

/// What of a run's events the figures are made of. Thread: any (plain values).
struct RunEvents {
    runs::RunSummary run = {};
    std::vector<runs::Event> events = {};
};

// Each reads one run's or several runs' events and gives a figure; where there is no data yet its
// `empty` says why. Series of evaluations carry keys "RUN|POLICY|TEMPERATURE|STEP".

/// A training curve of a stage: "loss", "reward_mean", "max_probability", "effective_candidates",
/// "gradient_weight", "gradient_norm", "learning_rate", "tokens_per_second", …; raw faint and a
/// debiased exponential mean with `smoothing` in [0, 1) strong. Reward-model accuracies for
/// "accuracy".
Figure trainingCurve(const RunEvents& run,
                     const std::string& stage,
                     const std::string& quantity,
                     double smoothing);

/// Which value stands on the frontier's y axis.
enum class FrontierValue { WinRate, Reward };
/// KL (Rao-Blackwellised) against win rate or mean reward, a curve a policy over temperatures,
/// intervals on both axes. `live`: the checkpoints' path of the live evaluations instead.
/// `rewardModel`: of the mean reward; empty: the guide.
Figure frontier(std::span<const RunEvents> runs,
                FrontierValue value,
                const std::string& rewardModel,
                bool live);

/// Live win, tie and lose shares of one policy over steps (three stacked series of Lines).
Figure winShares(const RunEvents& run, const std::string& policy);

/// Reward changes of a policy against the base at one temperature: bars, `epsilon` as guides. The
/// newest evaluation at or before `step` (absent: the newest); an earlier one as outline where
/// `earlier` is given.
Figure rewardChanges(const RunEvents& run,
                     const std::string& policy,
                     double temperature,
                     std::optional<std::int64_t> step,
                     std::optional<std::int64_t> earlier);

/// Every policy's negative flips in the three readings (bars by policy).
Figure negativeFlips(const RunEvents& run, double temperature);

/// Distributions of a reward model's rewards by policy (violins) from the full evaluation.
Figure rewardDistributions(const runs::RunSummary& run,
                           std::span<const runs::ResponseRecord> responses,
                           const std::string& rewardModel,
                           double temperature);

/// All policies of a run at all temperatures: rewards, win rate, KL, flips, lengths, cut share.
Table resultTable(const RunEvents& run);
/// Accuracies of the reward models with intervals.
Table rewardModelTable(const RunEvents& run);
/// Minutes of each stage.
Table stageTable(const RunEvents& run);

}  // namespace lire::report
