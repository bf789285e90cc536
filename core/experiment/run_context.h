// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "core/evaluation/policy_evaluation.h"
#include "core/experiment/experiment.h"
#include "core/experiment/pause_gate.h"
#include "core/experiment/read_data.h"
#include "core/experiment/run_models.h"
#include "core/experiment/run_reporter.h"
#include "core/experiment/stage_files.h"
#include "core/runs/run_reader.h"
#include "core/runs/run_writer.h"

namespace lire::experiment {

/// Everything that a run's stages share. Thread: worker.
struct RunContext {
    std::string run = {};
    const Experiment& experiment;
    models::Compute compute = {};
    StageFiles files;
    RunReporter& reporter;
    runs::RunWriter& store;
    runs::RunReader& reader;
    PauseGate& gate;
    std::stop_token stop = {};
    ExperimentData data = {};
    RunModels models;
    std::vector<evaluation::TestPrompt> testPrompts = {};
    /// Rewards of the test prompts' reference answers: by prompt, then judge.
    std::map<std::string, std::map<std::string, double>> referenceRewards = {};

    /// Waits while paused, telling so; true where the run is to stop.
    bool shouldStop() {
        if (gate.paused()) {
            reporter.state("paused");
            gate.waitWhilePaused(stop);
            if (!stop.stop_requested()) {
                reporter.state("running");
            }
        }
        return stop.stop_requested();
    }
};

/// How a stage ended.
enum class StageEnd { Done, Stopped };

/// Seeds of a run's draws that must not coincide, from the experiment's one.
enum class Draw : std::uint64_t {
    Adapter = 1,
    Order,
    Candidates,
    Evaluation,
    Resample,
    RewardModel
};
std::uint64_t seedOf(std::uint64_t seed, Draw draw, std::uint64_t index = 0);

}  // namespace lire::experiment
