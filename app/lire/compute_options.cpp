// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/compute_options.h"

namespace lire::app {

void ComputeOptions::declare(CLI::App& app) {
    app.add_option("--device", device, "auto, cpu, cuda or cuda:N")->capture_default_str();
    app.add_option("--dtype", dtype, "of weights and matrix products: auto, fp32 or bf16")
        ->check(CLI::IsMember({"auto", "fp32", "bf16"}))
        ->capture_default_str();
    app.add_option("--threads", threads, "0: as many as the machine has")
        ->check(CLI::Range(0, 4096))
        ->capture_default_str();
    app.add_option(
           "--tokens-per-pass",
           tokensPerPass,
           "tokens whose activations may be alive at once: memory and speed, not the result")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_flag("--quiet", quiet, "no progress on standard error");
}

void ComputeOptions::declareActivationMemory(CLI::App& app) {
    app.add_option(
           "--activation-memory",
           activationMemory,
           "MiB of activations that a training pass keeps for its way back: memory and speed, not "
           "the result; 0: chosen by the machine")
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 30))
        ->capture_default_str();
}

models::Compute ComputeOptions::resolve(const std::string& fallback) const {
    models::setThreads(threads);
    return models::resolveCompute({.device = device,
                                   .dtype = dtype,
                                   .tokensPerPass = tokensPerPass,
                                   .keepMebibytes = activationMemory},
                                  fallback);
}

}  // namespace lire::app
