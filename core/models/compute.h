// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace lire::models {

/// Where and how a model computes; resolved once at a run's start and stored with it.
struct Compute {
    std::string device = "cpu";         ///< "cpu", "cuda" or "cuda:N", never "auto"
    std::string dtype = "fp32";         ///< of frozen weights and matrix products: "fp32" or "bf16"
    std::int64_t tokensPerPass = 8192;  ///< tokens whose activations may be alive at once
    /// Of activations that a training pass keeps for its way back; the rest is computed again, with
    /// the same result. Below 0: half of what is free on a GPU when a pass begins.
    std::int64_t keepBytes = std::int64_t{1} << 30;
};

/// What a user asks for; "auto" and 0 leave it to the machine.
struct ComputeRequest {
    std::string device = "auto";
    std::string dtype = "auto";
    std::int64_t tokensPerPass = 8192;
    std::int64_t keepMebibytes = 0;
};

/// The bytes of activations that a pass may keep now.
std::int64_t activationBudget(const Compute& compute);

/// Resolves "auto" (device: CUDA where a driver and libtorch_cuda are; dtype: bf16 where the device
/// has it in hardware, else fp32) and 0 (on a CPU 1 GiB, or an eighth of the machine's memory where
/// that is less).
/// `fallback` is used for an "auto" dtype on a CPU ("fp32" for
/// logprobs, kl and score; "bf16-if-fast" for training and sampling). Raises Error for an unknown
/// or absent device.
Compute resolveCompute(const ComputeRequest& request, const std::string& fallback);

/// Bytes of this machine's memory.
std::int64_t machineMemory();

/// ATen's threads before they are set for the first time: OMP_NUM_THREADS, else the hardware's.
int machineThreads();

/// Sets ATen's threads (0: machineThreads()). Call before any tensor work.
void setThreads(int threads);
int threads();

/// Gives the memory that the allocators hold free back to the system. Between works of unlike sizes
/// (training, then drawing) what is free in pieces is no use, and may be gigabytes.
void releaseFreeMemory(const Compute& compute);

/// Peak resident bytes of this process, and peak allocated bytes of the device (0 on a CPU).
std::int64_t peakResidentBytes();
std::int64_t peakDeviceBytes(const Compute& compute);

}  // namespace lire::models
