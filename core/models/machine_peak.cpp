// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/machine_peak.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <tuple>

#include <ATen/ATen.h>

#include "core/models/load_tensor.h"
#include "core/models/products.h"

namespace lire::models {

namespace {

/// Seconds of the fastest call after one of warm-up. `work` returns a tensor of which one number is
/// read, so that a device has finished.
double bestSeconds(int calls, const std::function<at::Tensor()>& work) {
    using Clock = std::chrono::steady_clock;
    double best = 0.0;
    for (int i = 0; i <= calls; ++i) {
        const auto start = Clock::now();
        work().flatten()[0].item<float>();
        const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
        if (i == 1 || (i > 1 && seconds < best)) {
            best = seconds;
        }
    }
    return best;
}

/// FLOP/s of the product of two square matrices.
double squareRate(const Compute& compute, std::int64_t size) {
    const auto options = at::TensorOptions(at::Device(compute.device));
    const auto a = at::rand({size, size}, options).to(scalarType(compute.dtype));
    const auto b = at::rand({size, size}, options).to(scalarType(compute.dtype));
    const double seconds = bestSeconds(5, [&] { return timesTransposed(a, b); });
    const auto n = static_cast<double>(size);
    return 2.0 * n * n * n / seconds;
}

}  // namespace

double peakMatrixRate(const Compute& compute) {
    return compute.device == "cpu" ? std::max(squareRate(compute, 1024), squareRate(compute, 2048))
                                   : std::max(squareRate(compute, 4096), squareRate(compute, 8192));
}

double roughMatrixRate(const Compute& compute) {
    static std::mutex mutex;
    static std::map<std::tuple<std::string, std::string, int>, double> measured;
    const std::scoped_lock lock(mutex);
    auto& rate = measured[{compute.device, compute.dtype, threads()}];
    if (rate == 0.0) {
        rate = squareRate(compute, compute.device == "cpu" ? 768 : 4096);
    }
    return rate;
}

double peakMemoryRate(const Compute& compute) {
    constexpr std::int64_t numbers = std::int64_t{1} << 26;  // 256 MiB a side
    const auto options = at::TensorOptions(at::Device(compute.device)).dtype(at::kFloat);
    const auto from = at::ones({numbers}, options);
    auto to = at::empty_like(from);
    const double seconds = bestSeconds(5, [&] { return to.copy_(from); });
    return 2.0 * static_cast<double>(numbers) * sizeof(float) / seconds;
}

}  // namespace lire::models
