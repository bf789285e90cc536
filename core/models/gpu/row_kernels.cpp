// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/gpu/row_kernels.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "core/models/gpu/program.h"

namespace lire::models::gpu {

namespace {

constexpr const char* source =
#include "core/models/gpu/row_kernels.cu.inc"
    ;

/// Every function for either type of number.
std::vector<std::string> functions() {
    std::vector<std::string> all;
    for (const char* function :
         {"rmsNorm", "rmsNormBackward", "rotate", "swiglu", "swigluBackward"}) {
        for (const char* dtype : {"_float", "_bf16"}) {
            all.push_back(std::string(function) + dtype);
        }
    }
    return all;
}

const Program& program(c10::Device device) {
    static Programs<c10::DeviceIndex> programs;
    return programs.of(device.index(), [&] {
        return std::make_unique<const Program>(
            source, std::map<std::string, std::string>(), functions(), device);
    });
}

std::string named(const char* function, at::ScalarType dtype) {
    return std::string(function) + (dtype == at::kBFloat16 ? "_bf16" : "_float");
}

/// A thread for each of `count`.
Grid threadsFor(std::int64_t count) {
    constexpr std::int64_t atOnce = 256;
    return {.blocks = {static_cast<std::uint32_t>((count + atOnce - 1) / atOnce), 1, 1},
            .threads = atOnce};
}

/// A block for each row, of a warp at least.
Grid blockForEach(std::int64_t rows, std::int64_t size) {
    const auto threads = std::clamp<std::int64_t>((size / 4 + 31) / 32 * 32, 32, 512);
    return {.blocks = {static_cast<std::uint32_t>(rows), 1, 1},
            .threads = static_cast<std::uint32_t>(threads)};
}

}  // namespace

bool takesRows(const at::Tensor& x) {
    if (!x.is_cuda() || (x.scalar_type() != at::kFloat && x.scalar_type() != at::kBFloat16) ||
        x.numel() == 0 || x.stride(-1) != 1 || x.size(-1) % 4 != 0) {
        return false;
    }
    for (std::int64_t dimension = 0; dimension + 1 < x.dim(); ++dimension) {
        if (x.stride(dimension) % 4 != 0 && x.size(dimension) > 1) {
            return false;
        }
    }
    const auto address = reinterpret_cast<std::uintptr_t>(x.data_ptr());
    return Program::possible() &&
           address % (4 * static_cast<std::uintptr_t>(x.element_size())) == 0;
}

at::Tensor rmsNorm(const at::Tensor& x,
                   const at::Tensor& weight,
                   at::ScalarType dtype,
                   double epsilon) {
    auto y = at::empty(x.sizes(), x.options().dtype(dtype));
    const auto size = x.size(-1);
    program(x.device())
        .launch(named("rmsNorm", dtype),
                blockForEach(x.numel() / size, size),
                x.data_ptr(),
                weight.data_ptr(),
                y.data_ptr(),
                static_cast<int>(size),
                static_cast<float>(epsilon));
    return y;
}

void rmsNormBackward(const at::Tensor& dy,
                     const at::Tensor& x,
                     const at::Tensor& weight,
                     const at::Tensor& dx,
                     double epsilon) {
    const auto size = x.size(-1);
    program(x.device())
        .launch(named("rmsNormBackward", dy.scalar_type()),
                blockForEach(x.numel() / size, size),
                dy.data_ptr(),
                x.data_ptr(),
                weight.data_ptr(),
                dx.data_ptr(),
                static_cast<int>(size),
                static_cast<float>(epsilon));
}

at::Tensor rotate(const at::Tensor& x,
                  const at::Tensor& cosine,
                  const at::Tensor& sine,
                  float sign) {
    auto y = at::empty(x.sizes(), x.options());
    program(x.device())
        .launch(named("rotate", x.scalar_type()),
                threadsFor(x.numel() / 8),
                x.data_ptr(),
                cosine.data_ptr(),
                sine.data_ptr(),
                y.data_ptr(),
                x.size(0),
                x.stride(0),
                static_cast<int>(x.size(1)),
                static_cast<int>(x.size(2)),
                sign);
    return y;
}

at::Tensor swiglu(const at::Tensor& gate, const at::Tensor& up) {
    auto out = at::empty(gate.sizes(), gate.options());
    program(gate.device())
        .launch(named("swiglu", gate.scalar_type()),
                threadsFor(gate.numel() / 4),
                gate.data_ptr(),
                up.data_ptr(),
                out.data_ptr(),
                gate.size(0),
                gate.stride(0),
                static_cast<int>(gate.size(1)));
    return out;
}

std::pair<at::Tensor, at::Tensor> swigluBackward(const at::Tensor& dOut,
                                                 const at::Tensor& gate,
                                                 const at::Tensor& up) {
    const auto size = gate.size(1);
    const auto both = at::empty({gate.size(0), 2 * size}, gate.options());
    std::pair result{both.narrow(1, 0, size), both.narrow(1, size, size)};
    program(gate.device())
        .launch(named("swigluBackward", gate.scalar_type()),
                threadsFor(gate.numel() / 4),
                dOut.data_ptr(),
                gate.data_ptr(),
                up.data_ptr(),
                result.first.data_ptr(),
                result.second.data_ptr(),
                gate.size(0),
                gate.stride(0),
                2 * size,
                static_cast<int>(size));
    return result;
}

}  // namespace lire::models::gpu
