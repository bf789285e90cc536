// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/compute.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <dlfcn.h>
#include <malloc.h>
#include <unistd.h>

#include "core/error.h"
#include "core/models/gpu/driver.h"
#include "core/models/libtorch_folder.h"
#include "core/models/tensor_memory.h"

// clang reads this for its checks alone.
#if !defined(_OPENMP) && !defined(__SANITIZE_THREAD__) && !defined(__clang__)
#error "without -fopenmp at::parallel_for is a loop of one thread"
#endif

namespace lire::models {

namespace {

/// Kernels that give the same bits each time, as on a CPU: sums without atomics. cuBLAS reads its
/// setting when it is first used.
void computeRepeatably() {
    ::setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", 0);
    at::globalContext().setDeterministicAlgorithms(true, false);
    at::globalContext().setDeterministicFillUninitializedMemory(false);
}

/// Loads libtorch_cuda.so, which lies beside libtorch_cpu.so and registers its kernels, where a
/// driver is. The same binary then runs on CPU and GPU.
bool cudaIsHere() {
    static const bool here = [] {
        if (::dlopen("libcuda.so.1", RTLD_NOW | RTLD_GLOBAL) == nullptr) {
            return false;
        }
        const auto file = libtorchFolder() / "libtorch_cuda.so";
        if (::dlopen(file.c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr || !at::hasCUDA()) {
            return false;
        }
        computeRepeatably();
        return true;
    }();
    return here;
}

std::string resolveDevice(const std::string& device) {
    if (device == "cpu") {
        return device;
    }
    if (device == "auto") {
        // LibTorch's kernels begin with this generation.
        constexpr int turing = 75;
        const bool usable = cudaIsHere() && gpu::computeCapability(c10::Device("cuda:0")) >= turing;
        return usable ? "cuda:0" : "cpu";
    }
    int index = 0;
    const bool numbered = device.starts_with("cuda:");
    if (numbered) {
        const auto* end = device.data() + device.size();
        const auto read = std::from_chars(device.data() + 5, end, index);
        if (read.ec != std::errc() || read.ptr != end || index < 0) {
            throw Error(
                "/device", "\"" + device + "\" is unknown", "give auto, cpu, cuda or cuda:N");
        }
    } else if (device != "cuda") {
        throw Error("/device", "\"" + device + "\" is unknown", "give auto, cpu, cuda or cuda:N");
    }
    if (!cudaIsHere()) {
        throw Error(
            "/device",
            "no CUDA device is here (no driver, one too old for CUDA 13, or LibTorch's CUDA "
            "libraries are missing)",
            "use cpu, or run the set-up on a machine with an NVIDIA driver");
    }
    auto name = "cuda:" + std::to_string(index);
    if (gpu::computeCapability(c10::Device(name)) == 0) {
        throw Error("/device", "there is no " + name, "nvidia-smi lists those that are here");
    }
    return name;
}

bool fastBf16(const std::string& device) {
    if (device != "cpu") {
        constexpr int ampere = 80;
        return gpu::computeCapability(c10::Device(device)) >= ampere;
    }
    if (__builtin_cpu_supports("avx512bf16")) {  // a bool to Clang, an int to GCC
        return true;
    }
    return false;
}

}  // namespace

std::int64_t activationBudget(const Compute& compute) {
    return compute.keepBytes >= 0 ? compute.keepBytes
                                  : gpu::memoryOf(c10::Device(compute.device)).free / 2;
}

Compute resolveCompute(const ComputeRequest& request, const std::string& fallback) {
    const auto& dtype = request.dtype;
    Compute compute;
    compute.device = resolveDevice(request.device);
    compute.tokensPerPass = request.tokensPerPass;
    compute.keepBytes = request.keepMebibytes << 20;
    if (request.keepMebibytes == 0 && compute.device != "cpu") {
        compute.keepBytes = -1;
    } else if (request.keepMebibytes == 0) {
        compute.keepBytes = std::min(std::int64_t{1} << 30, machineMemory() / 8);
    }
    if (dtype == "fp32" || dtype == "bf16") {
        compute.dtype = dtype;
    } else if (dtype != "auto") {
        throw Error("/dtype", "\"" + dtype + "\" is unknown", "give auto, fp32 or bf16");
    } else if (compute.device == "cpu" && fallback == "fp32") {
        compute.dtype = "fp32";
    } else {
        compute.dtype = fastBf16(compute.device) ? "bf16" : "fp32";
    }
    return compute;
}

std::int64_t machineMemory() {
    return std::int64_t{::sysconf(_SC_PHYS_PAGES)} * ::sysconf(_SC_PAGESIZE);
}

int machineThreads() {
    static const int atTheStart = at::get_num_threads();
    return atTheStart;
}

void setThreads(int threads) {
    const int machine = machineThreads();  // asked before the number is set for the first time
    at::set_num_threads(threads > 0 ? threads : machine);
}

int threads() {
    return at::get_num_threads();
}

void releaseFreeMemory(const Compute& compute) {
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
    trimTensorMemory();
    if (compute.device != "cpu") {
        at::getDeviceAllocator(at::Device(compute.device).type())->emptyCache();
    }
}

std::int64_t peakResidentBytes() {
    std::ifstream status("/proc/self/status");
    std::string word;
    while (status >> word) {
        if (word == "VmHWM:") {
            std::int64_t kilobytes = 0;
            status >> kilobytes;
            return kilobytes * 1024;
        }
    }
    return 0;
}

std::int64_t peakDeviceBytes(const Compute& compute) {
    if (compute.device == "cpu") {
        return 0;
    }
    const auto device = at::Device(compute.device);
    const auto& stats = at::getDeviceAllocator(device.type())->getDeviceStats(device.index());
    return stats.allocated_bytes[0].peak;
}

}  // namespace lire::models
