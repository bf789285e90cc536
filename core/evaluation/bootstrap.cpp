// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/bootstrap.h"

#include <numeric>
#include <random>
#include <vector>

#include "core/evaluation/quantile.h"

namespace lire::evaluation {

std::optional<Interval> bootstrapInterval(std::size_t prompts,
                                          const Statistic& statistic,
                                          const BootstrapSettings& settings) {
    // The engine's output is fixed by the standard; a distribution's is not, hence our own mapping
    // of 53 bits to an index.
    std::mt19937_64 engine(settings.seed);
    const auto count = static_cast<double>(prompts);
    std::vector<std::size_t> drawn(prompts);
    std::vector<double> values;
    values.reserve(settings.draws);
    for (std::size_t draw = 0; draw < settings.draws && prompts > 0; ++draw) {
        for (std::size_t& index : drawn) {
            const double unit = static_cast<double>(engine() >> 11U) * 0x1p-53;  // [0, 1)
            index = static_cast<std::size_t>(unit * count);
        }
        if (const auto value = statistic(drawn)) {
            values.push_back(*value);
        }
    }
    if (values.empty()) {
        return std::nullopt;
    }
    const double tail = (1.0 - settings.confidence) / 2.0;
    return Interval{.lower = quantile(values, tail), .upper = quantile(values, 1.0 - tail)};
}

std::optional<Interval> bootstrapMeanInterval(std::span<const double> values,
                                              const BootstrapSettings& settings) {
    return bootstrapInterval(
        values.size(),
        [values](std::span<const std::size_t> drawn) -> std::optional<double> {
            double sum = 0.0;
            for (const std::size_t index : drawn) {
                sum += values[index];
            }
            return sum / static_cast<double>(drawn.size());
        },
        settings);
}

double pooledMean(std::span<const std::vector<double>> rows) {
    double sum = 0.0;
    double count = 0.0;
    for (const auto& row : rows) {
        sum = std::accumulate(row.begin(), row.end(), sum);
        count += static_cast<double>(row.size());
    }
    return sum / count;
}

std::optional<Interval> bootstrapPooledMeanInterval(std::span<const std::vector<double>> rows,
                                                    const BootstrapSettings& settings) {
    return bootstrapInterval(
        rows.size(),
        [rows](std::span<const std::size_t> drawn) -> std::optional<double> {
            double sum = 0.0;
            double count = 0.0;
            for (const std::size_t prompt : drawn) {
                sum = std::accumulate(rows[prompt].begin(), rows[prompt].end(), sum);
                count += static_cast<double>(rows[prompt].size());
            }
            return sum / count;
        },
        settings);
}

}  // namespace lire::evaluation
