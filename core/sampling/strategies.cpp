// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sampling/strategies.h"

#include <array>
#include <limits>

#include "core/error.h"
#include "core/registry.h"

namespace lire::sampling {

#define LIRE_STRATEGIES(X) X(sample) X(greedy)

#define X(name) StrategyKind name##Kind();
LIRE_STRATEGIES(X)
#undef X

std::span<const StrategyKind> strategyKinds() {
#define X(name) name##Kind(),
    static const std::array kinds = {LIRE_STRATEGIES(X)};
#undef X
    return kinds;
}

const StrategyKind& strategyKind(std::string_view name, std::string_view place) {
    return findKind(strategyKinds(), "decoding", name, place);
}

bool canDrawFrom(std::span<const float> logits) {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    int wrong = 0;  // no early end: the compiler makes vectors of this
    int finite = 0;
    for (const float logit : logits) {
        wrong |= logit < infinity ? 0 : 1;  // NaN is not less than anything
        finite |= logit > -infinity ? 1 : 0;
    }
    return wrong == 0 && finite != 0;
}

void checkDecoding(const DecodingSettings& settings, std::string_view place) {
    const auto at = [&](const char* name) { return std::string(place) + "/" + name; };
    strategyKind(settings.strategy, at("strategy"));
    if (!(settings.temperature > 0.0)) {
        throw Error(at("temperature"), "is not greater than 0", "give a number greater than 0");
    }
    if (!(settings.topP > 0.0 && settings.topP <= 1.0)) {
        throw Error(at("top_p"), "is not in (0, 1]", "give a number greater than 0, at most 1");
    }
    if (settings.topK < 0) {
        throw Error(at("top_k"), "is negative", "give a whole number, 0 for off");
    }
    if (settings.maxNewTokens < 1) {
        throw Error(at("max_new_tokens"), "is less than 1", "give a whole number of at least 1");
    }
}

}  // namespace lire::sampling
