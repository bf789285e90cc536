// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/train_options.h"

#include <algorithm>

#include "core/error.h"
#include "core/models/adapter_files.h"

namespace lire::app {

void TrainOptions::declare(CLI::App& app) {
    app.add_option("--model", model, "the model to start from")->required();
    app.add_option("--data", data, "a file of groups or pairs")->required();
    app.add_option("--out", out, "the folder to write")->required();
    app.add_option("--epochs", epochs, "passes over the data")->capture_default_str();
    app.add_option("--batch", batch, "queries a step")->capture_default_str();
    app.add_option(
        "--learning-rate", learningRate, "peak; default 2e-4 with LoRA, 1e-5 with --full");
    app.add_option("--warmup", warmup, "share of the steps")->capture_default_str();
    app.add_option("--checkpoint-every", checkpointEvery, "steps; 0: at the end and where stopped")
        ->capture_default_str();
    app.add_option(
           "--max-length", maxLength, "tokens of a prompt with its longest response; 0: no limit")
        ->capture_default_str();
    app.add_option("--seed", seed, "of order and adapter")->capture_default_str();
    auto* rank =
        app.add_option("--lora-rank", lora.rank, "rank of the adapter")->capture_default_str();
    app.add_option("--lora-alpha", lora.alpha, "scale times rank")->capture_default_str();
    declareLoraTargets(app, lora.targets);
    app.add_flag("--full", full, "train every weight in fp32")->excludes(rank);
    app.add_flag("--resume", resume, "go on from the newest checkpoint in --out, or start");
    compute.declare(app);
    compute.declareActivationMemory(app);
}

void TrainOptions::check() const {
    const auto require = [](bool good, const char* option, const char* mend) {
        if (!good) {
            throw Error(option, "is out of range", mend);
        }
    };
    require(epochs >= 1, "--epochs", "give a whole number of at least 1");
    require(batch >= 1, "--batch", "give a whole number of at least 1");
    require(learningRate >= 0.0, "--learning-rate", "give a number greater than 0");
    require(warmup >= 0.0 && warmup < 1.0, "--warmup", "give a share of at least 0, below 1");
    require(checkpointEvery >= 0, "--checkpoint-every", "give a whole number of at least 0");
    require(lora.rank >= 1, "--lora-rank", "give a whole number of at least 1");
    checkLoraTargets(lora.targets);
}

void declareLoraTargets(CLI::App& app, std::vector<std::string>& targets) {
    app.add_option("--lora-targets", targets, "projections, by comma")
        ->delimiter(',')
        ->capture_default_str();
}

void checkLoraTargets(const std::vector<std::string>& targets) {
    const auto& known = models::loraTargets();
    for (const auto& target : targets) {
        if (std::find(known.begin(), known.end(), target) == known.end()) {
            throw Error("--lora-targets",
                        "\"" + target + "\" is no projection",
                        "the nearest known one is \"" + nearestName(target, known) + "\"");
        }
    }
}

}  // namespace lire::app
