// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/models/causal_lm.h"
#include "core/objectives/objective.h"
#include "core/training/description.h"

namespace lire::training {

/// One query as the trainer reads it.
struct TrainingQuery {
    models::TokenList list = {};
    std::vector<double> rewards = {};            ///< [M]
    std::vector<double> referenceLogprobs = {};  ///< [M]; empty unless the objective needs them
    std::size_t sftIndex = 0;
};

/// Settings of one train stage. CLI.md, `lire train`, has the defaults.
struct TrainSettings {
    std::int64_t epochs = 1;  ///< of this call's data (I of Algorithm 1)
    std::int64_t totalSteps =
        0;  ///< of the learning-rate schedule over all E x I epochs; 0: this call's
    std::int64_t batch = 8;  ///< queries a step; the last smaller batch is kept
    double learningRate = 2e-4;
    double warmupShare = 0.03;  ///< linear from 0, then cosine to 0
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weightDecay = 0.0;
    double clip = 1.0;  ///< of the gradient's global norm; 0: off
    std::int64_t tokensPerPass = 8192;
    std::int64_t checkpointEvery = 0;  ///< steps; 0: only where stopped and at the end
    std::uint64_t seed = 1;            ///< order of the queries, anew each epoch
    std::int64_t evaluateEvery = 0;    ///< steps between calls of `evaluate`; 0: none
    Description description = {};      ///< goes into the checkpoints: requireSameTraining()
};

/// What one step tells; see runs::StepEvent for the meaning of each.
struct StepReport {
    std::int64_t step = 0;
    std::int64_t steps = 0;
    double epoch = 0.0;
    double loss = 0.0;
    double learningRate = 0.0;
    double gradientNorm = 0.0;
    double rewardMean = 0.0;
    double maxProbability = 0.0;
    double effectiveCandidates = 0.0;
    double gradientWeight = 0.0;
    double logprobMean = 0.0;
    double responseTokens = 0.0;
    std::int64_t tokens = 0;
    double tokensPerSecond = 0.0;
    std::int64_t peakBytes = 0;
};

/// How train() ended.
enum class TrainEnd { Done, Stopped };

/// Trains a policy's parameters on lists with an objective, in passes of whole queries under the
/// token budget: log-probs of a query's responses, the objective's gradient with respect to them,
/// and the way back. A query over the budget is cut: log-probs of all its responses come first.
/// State (AdamW's moments, step, epoch order) lives here and in checkpoints; a resumed run gives
/// bit for bit what the uninterrupted one would have given. Thread: worker.
class Trainer {
public:
    /// `checkpoints`: folder of checkpoints (created); the newest complete one is loaded by
    /// resume(). `saturationTemperature`: T of the P_j that StepReport shows.
    Trainer(models::CausalLm& policy,
            const objectives::Objective& objective,
            double saturationTemperature,
            std::filesystem::path checkpoints);
    ~Trainer();
    Trainer(const Trainer&) = delete;
    Trainer& operator=(const Trainer&) = delete;
    Trainer(Trainer&&) = delete;
    Trainer& operator=(Trainer&&) = delete;

    /// Loads the newest complete checkpoint; false where there is none. Raises Error for one that
    /// does not fit the model.
    bool resume();
    /// Optimizer steps done so far (over all evolve rounds).
    std::int64_t step() const;
    /// Evolve rounds (calls of train()) that are complete.
    std::int64_t roundsDone() const;

    /// One round: `settings.epochs` epochs over `queries`; goes on in the middle after resume().
    /// Raises Error without resume() where the folder holds another training's checkpoints.
    /// The optimizer's state is kept across rounds. `evaluate` is called after every
    /// evaluateEvery-th step and may use the policy without gradients.
    TrainEnd train(std::span<const TrainingQuery> queries,
                   const TrainSettings& settings,
                   const std::stop_token& stop,
                   const std::function<void(const StepReport&)>& report,
                   const std::function<void(std::int64_t step)>& evaluate = {});

    /// Writes a checkpoint now: temporary name, flushed, renamed; keeps the two newest.
    void saveCheckpoint();

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

/// Steps that `epochs` epochs over `queries` queries take with this batch.
std::int64_t stepsFor(std::size_t queries, std::int64_t epochs, std::int64_t batch);

/// Log-probs of every response under the model as it stands without its adapter (the reference), or
/// under another model. In passes of at most tokensPerPass tokens; stops early (short result) when
/// asked to.
std::vector<std::vector<double>> referenceLogprobs(
    models::CausalLm& policy,
    std::span<const models::TokenList> lists,
    const std::stop_token& stop,
    const std::function<void(std::size_t done)>& progress = {});

}  // namespace lire::training
