// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/gpu/attend_kernel.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include <ATen/ATen.h>

#include "core/models/gpu/program.h"

namespace lire::models::gpu {

namespace {

constexpr const char* source =
#include "core/models/gpu/attend_kernel.cu.inc"
    ;

/// What the kernels are compiled for.
struct Kind {
    c10::DeviceIndex device = 0;
    at::ScalarType dtype = at::kFloat;
    std::int64_t size = 8;    ///< of a head
    std::int64_t groups = 1;  ///< query heads that a block takes

    bool operator<(const Kind& other) const {
        return std::tie(device, dtype, size, groups) <
               std::tie(other.device, other.dtype, other.size, other.groups);
    }
};

const Program& program(const Kind& kind) {
    static Programs<Kind> programs;
    return programs.of(kind, [&] {
        const std::map<std::string, std::string> macros = {
            {"NUMBER", kind.dtype == at::kBFloat16 ? "bf16" : "float"},
            {"SIZE", std::to_string(kind.size)},
            {"GROUPS", std::to_string(kind.groups)}};
        return std::make_unique<const Program>(source,
                                               macros,
                                               std::vector<std::string>{"attend"},
                                               c10::Device(at::kCUDA, kind.device));
    });
}

bool endToEnd(const at::Tensor& heads) {
    return heads.stride(2) == 1 && heads.stride(1) == heads.size(2);
}

}  // namespace

bool takesHeadSize(c10::Device device, std::int64_t size) {
    return device.is_cuda() && size % 8 == 0 && size <= 256 && Program::possible();
}

bool takesHeads(const QueryKeyValue& newest) {
    const auto& q = newest.q;
    return takesHeadSize(q.device(), q.size(2)) &&
           (q.scalar_type() == at::kFloat || q.scalar_type() == at::kBFloat16) && endToEnd(q) &&
           endToEnd(newest.k) && endToEnd(newest.v);
}

at::Tensor attendNewest(const QueryKeyValue& newest,
                        const Rope::Angles& angles,
                        const at::Tensor& table,
                        std::int64_t room,
                        std::int64_t layer) {
    const auto& q = newest.q;
    const auto sequences = q.size(0);
    const auto size = q.size(2);
    const auto keyHeads = newest.k.size(1);
    const auto groups = q.size(1) / keyHeads;
    // As many as registers hold.
    const auto atOnce = std::min<std::int64_t>(groups, size <= 128 ? 4 : 2);
    auto out = at::empty({sequences, q.size(1) * size}, q.options());
    const Grid grid{.blocks = {static_cast<std::uint32_t>(sequences),
                               static_cast<std::uint32_t>(keyHeads),
                               static_cast<std::uint32_t>((groups + atOnce - 1) / atOnce)},
                    .threads = 128};
    program(
        {.device = q.device().index(), .dtype = q.scalar_type(), .size = size, .groups = atOnce})
        .launch("attend",
                grid,
                q.data_ptr(),
                newest.k.data_ptr(),
                newest.v.data_ptr(),
                q.stride(0),
                newest.k.stride(0),
                newest.v.stride(0),
                angles.cosine.data_ptr(),
                angles.sine.data_ptr(),
                table.data_ptr(),
                layer,
                room,
                static_cast<int>(groups),
                static_cast<float>(1.0 / std::sqrt(static_cast<double>(size))),
                out.data_ptr());
    return out;
}

}  // namespace lire::models::gpu
