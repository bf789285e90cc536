// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/on_cpu.h"

#include <ATen/ATen.h>

namespace lire::sampling {

std::vector<text::TokenId> onCpu(const at::Tensor& chosen) {
    const auto numbers = chosen.to(at::kCPU).contiguous();
    const auto* begin = numbers.const_data_ptr<std::int64_t>();
    std::vector<text::TokenId> tokens;
    for (std::int64_t s = 0; s < numbers.numel(); ++s) {
        tokens.push_back(static_cast<text::TokenId>(begin[s]));
    }
    return tokens;
}

}  // namespace lire::sampling
