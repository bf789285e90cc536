// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/query_order.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <utility>

#include "core/training/trainer.h"

namespace lire::training {

std::vector<std::size_t> queryOrder(std::size_t count,
                                    std::uint64_t seed,
                                    std::int64_t round,
                                    std::int64_t epoch) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    // The engine is fixed by the standard; std::shuffle and the distributions are not.
    std::seed_seq mixed{static_cast<std::uint32_t>(seed),
                        static_cast<std::uint32_t>(seed >> 32U),
                        static_cast<std::uint32_t>(round),
                        static_cast<std::uint32_t>(epoch)};
    std::mt19937_64 engine(mixed);
    for (std::size_t i = count; i > 1; --i) {
        std::swap(order[i - 1], order[static_cast<std::size_t>(engine() % i)]);
    }
    return order;
}

StepQueries stepQueries(std::int64_t step,
                        std::size_t count,
                        std::int64_t batch,
                        std::uint64_t seed,
                        std::int64_t round) {
    const auto perEpoch = stepsFor(count, 1, batch);
    StepQueries result{.epoch = step / perEpoch};
    const auto order = queryOrder(count, seed, round, result.epoch);
    const auto first = static_cast<std::size_t>((step % perEpoch) * batch);
    const auto last = std::min(count, first + static_cast<std::size_t>(batch));
    result.queries.assign(order.begin() + static_cast<std::ptrdiff_t>(first),
                          order.begin() + static_cast<std::ptrdiff_t>(last));
    return result;
}

}  // namespace lire::training
