// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/bench_works.h"
#include "app/lire/compute_options.h"
#include "app/lire/interrupt.h"
#include "app/lire/text/command.h"
#include "app/lire/text/option_checks.h"
#include "app/lire/text/output.h"
#include "app/lire/train_options.h"
#include "core/error.h"
#include "core/models/machine_peak.h"

namespace lire::app {

namespace {

/// Of any of the lists' sizes: more would fill every memory.
constexpr std::uint64_t mostOfAShape = std::uint64_t{1} << 24U;

struct Arguments {
    std::string work = {};
    BenchSettings bench = {};
    ComputeOptions compute = {};
};

/// The peaks of this machine: what every other figure is a share of.
int printMachine(const Arguments& arguments) {
    auto compute = arguments.compute.resolve(fastDtype);
    nlohmann::json line = {{"work", "machine"},
                           {"device", compute.device},
                           {"processor", processorName()},
                           {"threads", models::threads()},
                           {"memory_bytes_per_second", models::peakMemoryRate(compute)}};
    for (const char* dtype : {"bf16", "fp32"}) {
        compute.dtype = dtype;
        line["matrix_flops_per_second"][dtype] = models::peakMatrixRate(compute);
    }
    printLine(line);
    return 0;
}

void requireShape(const BenchSettings& bench) {
    const auto need = [](bool given, const char* option, const char* mend) {
        if (!given) {
            throw Error(option, "is missing", mend);
        }
    };
    need(!bench.model.empty(), "--model", "name a model");
    need(bench.shape.batch > 0, "--batch", "give the number of queries");
    if (!bench.data.empty()) {
        return;
    }
    need(bench.shape.promptLength > 0, "--prompt-length", "give P, the tokens of a prompt");
    need(bench.shape.responseLength > 0, "--response-length", "give R, the tokens of a response");
    need(bench.shape.responses > 0, "--responses", "give M, the responses of a prompt");
}

/// What a work does not read must not be given: it would seem to have been measured.
void refuseUnread(const CLI::App& command, const Arguments& arguments) {
    if (arguments.work == "machine") {
        refuseBeside(command,
                     {"--model",
                      "--data",
                      "--prompt-length",
                      "--response-length",
                      "--responses",
                      "--batch",
                      "--steps",
                      "--seed",
                      "--lora-targets",
                      "--dtype",
                      "--tokens-per-pass",
                      "--activation-memory"},
                     "machine");
    } else if (arguments.work != "train") {
        refuseBeside(command, {"--lora-targets", "--activation-memory"}, arguments.work);
    }
    if (arguments.work == "tokenize") {
        refuseBeside(
            command, {"--device", "--dtype", "--threads", "--tokens-per-pass"}, "tokenize");
    }
    if (!arguments.bench.data.empty()) {
        refuseBeside(command, {"--prompt-length", "--response-length", "--responses"}, "--data");
    }
}

int printWork(const Arguments& arguments) {
    requireShape(arguments.bench);
    checkLoraTargets(arguments.bench.lora.targets);
    const auto& work = benchWorks().at(arguments.work);
    const bool computes = arguments.work != "tokenize";  // that one works on one thread
    models::Compute compute;
    if (computes) {
        compute = arguments.compute.resolve(fastDtype);
    }
    const auto done = work(arguments.bench, compute);
    if (!done) {
        return interruptedExit;
    }
    const auto& result = *done;
    nlohmann::json line = {{"work", arguments.work},
                           {"seconds_per_step", result.seconds},
                           {"response_tokens_per_second", result.responseTokens / result.seconds},
                           {"peak_rss_bytes", models::peakResidentBytes()},
                           {"device_peak_bytes", models::peakDeviceBytes(compute)},
                           {"device", compute.device},
                           {"dtype", compute.dtype},
                           {"threads", computes ? models::threads() : 1},
                           {"tokens_per_pass", compute.tokensPerPass},
                           {"activation_memory", arguments.compute.activationMemory}};
    if (result.work > 0.0) {
        // After the work: the memory that the peak's own matrices take is not the work's.
        const double rate = result.work / result.seconds;
        line["flops_per_second"] = rate;
        line["share_of_peak"] = rate / models::peakMatrixRate(compute);
    }
    printLine(line);
    return 0;
}

Work declare(CLI::App& app) {
    auto arguments = std::make_shared<Arguments>();
    std::vector<std::string> names = {"machine"};
    for (const auto& [name, work] : benchWorks()) {
        names.push_back(name);
    }
    app.add_option("WORK", arguments->work, "machine, or one of those that a model does")
        ->required()
        ->check(oneOf(names));
    auto& bench = arguments->bench;
    app.add_option("--model", bench.model, "a model");
    app.add_option("--data", bench.data, "groups to take in place of random ids");
    app.add_option("--prompt-length", bench.shape.promptLength, "P, tokens")
        ->check(wholeNumber(1, mostOfAShape));
    app.add_option("--response-length", bench.shape.responseLength, "R, tokens")
        ->check(wholeNumber(1, mostOfAShape));
    app.add_option("--responses", bench.shape.responses, "M, a prompt")
        ->check(wholeNumber(1, mostOfAShape));
    app.add_option("--batch", bench.shape.batch, "queries")->check(wholeNumber(1, mostOfAShape));
    app.add_option("--steps", bench.steps, "counted ones, after a warm-up")
        ->check(wholeNumber(1, mostOfAShape))
        ->capture_default_str();
    app.add_option("--seed", bench.seed, "of the random ids")
        ->check(seedNumber())
        ->capture_default_str();
    declareLoraTargets(app, bench.lora.targets);
    arguments->compute.declare(app);
    arguments->compute.declareActivationMemory(app);
    return [arguments, command = &app] {
        refuseUnread(*command, *arguments);
        return arguments->work == "machine" ? printMachine(*arguments) : printWork(*arguments);
    };
}

}  // namespace

Command benchCommand() {
    return {.name = "bench",
            .summary = "seconds, tokens/s, share of the machine's peak and memory on random ids",
            .declare = declare};
}

}  // namespace lire::app
