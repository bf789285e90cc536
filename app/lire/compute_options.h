// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include <CLI/App.hpp>

#include "core/models/compute.h"

namespace lire::app {

/// The options that every command with tensor work has.
struct ComputeOptions {
    std::string device = "auto";
    std::string dtype = "auto";
    int threads = 0;
    std::int64_t tokensPerPass = 8192;
    std::int64_t activationMemory = 0;  ///< MiB
    bool quiet = false;

    /// --device --dtype --threads --tokens-per-pass --quiet
    void declare(CLI::App& app);
    /// --activation-memory, for commands that train
    void declareActivationMemory(CLI::App& app);
    /// Sets the threads and resolves "auto"; `fallback` as for models::resolveCompute.
    models::Compute resolve(const std::string& fallback) const;
};

/// --dtype's default on a CPU: fp32 where numbers are compared, bf16 where speed counts.
inline constexpr const char* exactDtype = "fp32";
inline constexpr const char* fastDtype = "bf16-if-fast";

}  // namespace lire::app
