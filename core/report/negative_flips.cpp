// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cmath>

#include "core/report/evaluation_choice.h"
#include "core/report/figures.h"
#include "core/report/number_text.h"

namespace lire::report {

namespace {

/// One of the three things that "negative flip" is read as.
struct Reading {
    std::string_view name;
    std::optional<double> runs::EvaluationEvent::*rate;
    bool ofWins;  ///< its denominator is the base's wins, else all prompts
};

constexpr std::array readings = {
    Reading{"reward fell by more than ε", &runs::EvaluationEvent::dropRate, false},
    Reading{"win became a loss, of all prompts", &runs::EvaluationEvent::referenceFlipRate, false},
    Reading{"win became a loss, of former wins", &runs::EvaluationEvent::relativeFlipRate, true},
};

/// Wilson's 95 % interval of a share out of n.
std::pair<double, double> wilson(double share, double n) {
    constexpr double z = 1.959964;
    const double denominator = 1.0 + z * z / n;
    const double centre = (share + z * z / (2.0 * n)) / denominator;
    const double half =
        z * std::sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n)) / denominator;
    return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

}  // namespace

Figure negativeFlips(const RunEvents& run, double temperature) {
    Figure figure{.id = "negative-flips-" + shortText(temperature),
                  .title = "Negative flips against the base at " + temperatureLabel(temperature)};
    figure.x.title = "policy";
    figure.y = {.title = "share of prompts, %", .lowest = 0.0};
    auto evaluations = fullEvaluations(run);
    std::erase_if(evaluations, [temperature](const auto* one) {
        return !sameTemperature(one->temperature, temperature);
    });
    const auto base = std::find_if(evaluations.begin(), evaluations.end(), [](const auto* one) {
        return one->policy == "base";
    });
    const double formerWins =
        base == evaluations.end()
            ? 0.0
            : std::round((*base)->win * static_cast<double>((*base)->prompts));
    std::erase_if(evaluations, [](const auto* one) { return !one->dropRate; });
    if (evaluations.empty()) {
        figure.empty = "No full evaluation of a trained policy at " +
                       temperatureLabel(temperature) +
                       " yet: flips compare it with the base policy.";
        return figure;
    }
    constexpr double width = 0.24;
    for (std::size_t r = 0; r < readings.size(); ++r) {
        const auto& reading = readings.at(r);
        Series series{.name = std::string(reading.name), .mark = Mark::Bars, .binWidth = width};
        for (std::size_t i = 0; i < evaluations.size(); ++i) {
            const auto& evaluation = *evaluations[i];
            const auto rate = evaluation.*reading.rate;
            const double n = reading.ofWins ? formerWins : static_cast<double>(evaluation.prompts);
            if (!rate || n < 1.0) {
                continue;
            }
            const auto [low, high] = wilson(*rate, n);
            series.x.push_back(static_cast<double>(i) + (static_cast<double>(r) - 1.0) * width);
            series.y.push_back(percent * *rate);
            series.yLow.push_back(percent * low);
            series.yHigh.push_back(percent * high);
            series.labels.push_back(evaluation.policy);
            series.keys.push_back(evaluationKey(run, evaluation));
        }
        if (!series.x.empty()) {
            figure.series.push_back(std::move(series));
        }
    }
    for (std::size_t i = 0; i < evaluations.size(); ++i) {
        figure.x.ticks.emplace_back(static_cast<double>(i), evaluations[i]->policy);
    }
    const auto& first = *evaluations.front();
    figure.caption = "n = " + std::to_string(first.prompts) + " test prompts, " +
                     fixedText(formerWins, 0) + " former wins; 95 % Wilson intervals; reward by " +
                     first.guide + ", ε = " + fixedText(first.epsilon, 3) +
                     " from the base policy's own resampling";
    figure.notes.emplace_back(
        "A policy that did not change loses about half of its rewards to sampling noise alone; ε "
        "takes that noise out.");
    return figure;
}

}  // namespace lire::report
