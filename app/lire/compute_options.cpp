// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/compute_options.h"

#include "app/lire/text/option_checks.h"
#include "core/error.h"

namespace lire::app {

namespace {

/// More than any machine holds; sums of some passes' tokens stay far from the end of the numbers.
constexpr std::uint64_t mostTokensPerPass = std::uint64_t{1} << 40;

}  // namespace

void ComputeOptions::declare(CLI::App& app) {
    app.add_option("--device", device, "auto, cpu, cuda or cuda:N")->capture_default_str();
    app.add_option("--dtype", dtype, "of weights and matrix products: auto, fp32 or bf16")
        ->check(oneOf({"auto", "fp32", "bf16"}))
        ->capture_default_str();
    app.add_option("--threads", threads, "0: as many as the machine has")
        ->check(wholeNumber(0, 4096))
        ->capture_default_str();
    app.add_option(
           "--tokens-per-pass",
           tokensPerPass,
           "tokens whose activations may be alive at once: memory and speed, not the result")
        ->check(wholeNumber(1, mostTokensPerPass))
        ->capture_default_str();
    app.add_flag("--quiet", quiet, "no progress on standard error");
}

void ComputeOptions::declareActivationMemory(CLI::App& app) {
    app.add_option(
           "--activation-memory",
           activationMemory,
           "MiB of activations that a training pass keeps for its way back: memory and speed, not "
           "the result; 0: chosen by the machine")
        ->check(wholeNumber(0, std::uint64_t{1} << 30))
        ->capture_default_str();
}

models::Compute ComputeOptions::resolve(const std::string& fallback) const {
    models::setThreads(threads);
    try {
        return models::resolveCompute({.device = device,
                                       .dtype = dtype,
                                       .tokensPerPass = tokensPerPass,
                                       .keepMebibytes = activationMemory},
                                      fallback);
    } catch (const Error& error) {
        // It knows the settings as an experiment names them: "/device".
        throw Error("--" + error.place().substr(1), error.problem(), error.mend(), error.blame());
    }
}

}  // namespace lire::app
