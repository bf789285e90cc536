// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "app/lire/compute_options.h"
#include "core/models/compute.h"
#include "core/models/lora.h"
#include "core/training/description.h"

namespace lire::app {

/// The options that `train` and `train-reward` share, with CLI.md's defaults.
struct TrainOptions {
    std::string model = {};
    std::string data = {};
    std::string out = {};
    std::int64_t epochs = 1;
    std::int64_t batch = 8;
    std::optional<double> learningRate = {};  ///< else 2e-4 with LoRA, 1e-5 with --full
    double warmup = 0.03;
    std::int64_t checkpointEvery = 0;
    std::size_t maxLength = 0;
    std::uint64_t seed = 1;
    bool full = false;
    bool resume = false;
    models::LoraConfig lora = {};
    ComputeOptions compute = {};

    /// `content`: what --data holds; `unit`: what a step takes of it, "queries" or "pairs".
    void declare(CLI::App& app, const std::string& content, const std::string& unit);
    /// What parsing leaves open. Raises Error for values out of range.
    void check() const;
    double rate() const { return learningRate.value_or(full ? 1e-5 : 2e-4); }
    /// What training reads of them, training::TrainSettings or RewardTrainSettings.
    template <class Settings>
    Settings settings(const models::Compute& resolved,
                      const training::Description& description) const {
        return {.epochs = epochs,
                .batch = batch,
                .learningRate = rate(),
                .warmupShare = warmup,
                .tokensPerPass = resolved.tokensPerPass,
                .checkpointEvery = checkpointEvery,
                .seed = seed,
                .description = description};
    }
};

/// Says on standard error where a training was stopped, and how it goes on. `step` 0: before one.
void tellStopped(const TrainOptions& options, std::int64_t step, std::int64_t steps);
/// Says on standard error that there is nothing left to train.
void tellDone(const TrainOptions& options, std::int64_t steps);

/// The options that shape a new adapter.
inline constexpr std::array loraOptions = {"--lora-rank", "--lora-alpha", "--lora-targets"};

/// `--lora-targets`, also of commands that train nothing to keep.
void declareLoraTargets(CLI::App& app, std::vector<std::string>& targets);
/// Raises Error for a name that is no projection, and for one that is given twice.
void checkLoraTargets(const std::vector<std::string>& targets);

}  // namespace lire::app
