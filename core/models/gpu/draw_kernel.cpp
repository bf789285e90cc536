// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/gpu/draw_kernel.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "core/models/gpu/program.h"

namespace lire::models::gpu {

namespace {

constexpr const char* source =
#include "core/models/gpu/draw_kernel.cu.inc"
    ;

const Program& program(c10::Device device) {
    static Programs<c10::DeviceIndex> programs;
    return programs.of(device.index(), [&] {
        return std::make_unique<const Program>(
            source, std::map<std::string, std::string>(), std::vector<std::string>{"draw"}, device);
    });
}

}  // namespace

bool takesLogits(const at::Tensor& logits) {
    constexpr std::int64_t mostTokens = std::int64_t{512} * 1024;
    return logits.is_cuda() && logits.scalar_type() == at::kFloat && logits.is_contiguous() &&
           logits.size(1) <= mostTokens && Program::possible();
}

at::Tensor draw(const at::Tensor& logits, float scale, const at::Tensor& uniforms) {
    auto chosen = at::empty({logits.size(0)}, logits.options().dtype(at::kLong));
    program(logits.device())
        .launch("draw",
                {.blocks = {static_cast<std::uint32_t>(logits.size(0)), 1, 1}, .threads = 1024},
                logits.data_ptr(),
                logits.size(1),
                scale,
                uniforms.data_ptr(),
                chosen.data_ptr());
    return chosen;
}

}  // namespace lire::models::gpu
