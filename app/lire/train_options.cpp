// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/train_options.h"

#include <algorithm>
#include <iostream>

#include "app/lire/interrupt.h"
#include "app/lire/out_folder.h"
#include "app/lire/text/option_checks.h"
#include "core/error.h"
#include "core/models/adapter_files.h"
#include "core/suggestion.h"

namespace lire::app {

void TrainOptions::declare(CLI::App& app, const std::string& content, const std::string& unit) {
    app.add_option("--model", model, "the model to start from")->required();
    app.add_option("--data", data, content + "; - is standard input")->required();
    app.add_option("--out", out, "the folder to write: new, or a training's to --resume")
        ->required();
    app.add_option("--epochs", epochs, "passes over the data")
        ->check(wholeNumber(1))
        ->capture_default_str();
    app.add_option("--batch", batch, unit + " a step")
        ->check(wholeNumber(1))
        ->capture_default_str();
    app.add_option(
           "--learning-rate", learningRate, "peak; default 2e-4 with LoRA, 1e-5 with --full")
        ->check(positiveNumber());
    app.add_option("--warmup", warmup, "share of the steps")
        ->check(shareBelowOne())
        ->capture_default_str();
    app.add_option("--checkpoint-every", checkpointEvery, "steps; 0: at the end and where stopped")
        ->check(wholeNumber(0))
        ->capture_default_str();
    app.add_option(
           "--max-length", maxLength, "tokens of a prompt with its longest response; 0: no limit")
        ->check(wholeNumber(0))
        ->capture_default_str();
    app.add_option("--seed", seed, "of order and adapter")
        ->check(seedNumber())
        ->capture_default_str();
    app.add_option("--lora-rank", lora.rank, "rank of the adapter")
        ->check(wholeNumber(1, models::highestLoraRank))
        ->capture_default_str();
    app.add_option("--lora-alpha", lora.alpha, "scale times rank")
        ->check(positiveNumber())
        ->capture_default_str();
    declareLoraTargets(app, lora.targets);
    auto* all = app.add_flag("--full", full, "train every weight in fp32");
    for (const auto* option : loraOptions) {
        all->excludes(app.get_option(option));
    }
    app.add_flag("--resume", resume, "go on from the newest checkpoint in --out, or start");
    compute.declare(app);
    compute.declareActivationMemory(app);
}

void TrainOptions::check() const {
    checkLoraTargets(lora.targets);
}

void tellStopped(const TrainOptions& options, std::int64_t step, std::int64_t steps) {
    const auto where = step == 0
                           ? "before its next step"
                           : "after step " + std::to_string(step) + " of " + std::to_string(steps);
    std::cerr << "stopped " << where << ", saved in " << checkpointsIn(options.out) << "; " << goOn
              << '\n';
}

void tellDone(const TrainOptions& options, std::int64_t steps) {
    std::cerr << options.out << ": the training is done already, all " << steps
              << " steps; give another --out to train anew\n";
}

void declareLoraTargets(CLI::App& app, std::vector<std::string>& targets) {
    app.add_option("--lora-targets", targets, "projections, by comma")
        ->delimiter(',')
        ->capture_default_str();
}

void checkLoraTargets(const std::vector<std::string>& targets) {
    const auto& known = models::loraTargets();
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const auto& target = targets[i];
        if (std::find(known.begin(), known.end(), target) == known.end()) {
            throw Error("--lora-targets",
                        "\"" + target + "\" is no projection",
                        suggestName(target, known));
        }
        if (std::find(targets.begin(), targets.begin() + static_cast<std::ptrdiff_t>(i), target) !=
            targets.begin() + static_cast<std::ptrdiff_t>(i)) {
            throw Error("--lora-targets", "\"" + target + "\" is given twice", "give it once");
        }
    }
}

}  // namespace lire::app
