// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace lire::sampling {

/// How responses are drawn. The experiment's "decoding" object and `lire sample`'s options.
struct DecodingSettings {
    std::string strategy = "sample";  ///< "sample" or "greedy" (registry in strategies.h)
    double temperature = 1.0;         ///< > 0
    double topP = 1.0;                ///< in (0, 1]
    std::int64_t topK = 0;            ///< 0: off
    std::int64_t maxNewTokens = 64;   ///< >= 1
    bool ignoreStopTokens = false;    ///< every response runs to maxNewTokens (benchmarks)
};

}  // namespace lire::sampling
