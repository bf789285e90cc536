// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/models/reward_model.h"
#include "core/training/description.h"
#include "core/training/trainer.h"

namespace lire::training {

/// One preference pair: responses[0] of the list is the preferred one.
struct RewardPair {
    models::TokenList list = {};
    std::string prompt = {};  ///< tells prompts apart: one prompt may have several pairs
};

struct RewardTrainSettings {
    std::int64_t epochs = 1;
    std::int64_t batch = 8;  ///< pairs a step
    double learningRate = 2e-4;
    double warmupShare = 0.03;
    double clip = 1.0;
    double weightDecay = 0.0;
    std::int64_t tokensPerPass = 8192;
    std::int64_t checkpointEvery = 0;
    std::int64_t evaluateEvery = 0;
    std::uint64_t seed = 1;
    Description description = {};  ///< goes into the checkpoints: requireSameTraining()
};

struct RewardStepReport {
    std::int64_t step = 0;
    std::int64_t steps = 0;
    double epoch = 0.0;
    double loss = 0.0;      ///< Bradley-Terry: mean of -log sigmoid(s_w - s_l)
    double accuracy = 0.0;  ///< of the batch
    double learningRate = 0.0;
    double gradientNorm = 0.0;
    double margin = 0.0;  ///< mean s_w - s_l
    std::int64_t tokens = 0;
    double tokensPerSecond = 0.0;
    std::int64_t peakBytes = 0;
};

/// Trains a reward model by Bradley-Terry on pairs, resumable bit for bit from `checkpoints`
/// (the newest complete one is loaded where `resume` says so; else the folder must hold none, or an
/// Error is raised). `evaluate` is called after every
/// evaluateEvery-th step, and once more for the step that a resumed training goes on from.
/// Thread: worker.
TrainEnd trainReward(models::RewardModel& model,
                     std::span<const RewardPair> pairs,
                     const RewardTrainSettings& settings,
                     const std::filesystem::path& checkpoints,
                     bool resume,
                     const std::stop_token& stop,
                     const std::function<void(const RewardStepReport&)>& report,
                     const std::function<void(std::int64_t step)>& evaluate = {});

/// Per pair: does the model put the preferred one above (1), below (0), or equal (0.5).
std::vector<double> rewardAccuracies(const models::RewardModel& model,
                                     std::span<const RewardPair> pairs);

/// The same, a row a prompt in the order in which the prompts come: what belongs together where
/// an interval is drawn.
std::vector<std::vector<double>> rewardAccuraciesByPrompt(const models::RewardModel& model,
                                                          std::span<const RewardPair> pairs);

}  // namespace lire::training
