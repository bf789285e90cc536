// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include "core/report/evaluation_choice.h"
#include "core/report/figures.h"
#include "core/report/number_text.h"

namespace lire::report {

namespace {

/// What a training curve can show of a step.
struct Quantity {
    std::string_view name;
    std::string_view title;
    std::string_view axis;
    /// Nothing where the step has no such number.
    std::optional<double> (*read)(const runs::StepEvent& step);
};

/// What is said of lists; a reward model trains on pairs, and older events of it say 0.
std::optional<double> ofLists(const runs::StepEvent& step, std::optional<double> value) {
    return step.accuracy ? std::nullopt : value;
}

constexpr std::array quantities = {
    Quantity{
        "loss", "Loss", "loss", [](const runs::StepEvent& s) { return std::optional(s.loss); }},
    Quantity{"reward_mean",
             "Reward of the lists",
             "mean reward",
             [](const runs::StepEvent& s) { return ofLists(s, s.rewardMean); }},
    Quantity{"max_probability",
             "Largest share of a list",
             "max P, mean over lists",
             [](const runs::StepEvent& s) { return ofLists(s, s.maxProbability); }},
    Quantity{"effective_candidates",
             "Effective candidates",
             "1 / sum of P squared, mean over lists",
             [](const runs::StepEvent& s) { return ofLists(s, s.effectiveCandidates); }},
    Quantity{"gradient_weight",
             "Gradient's weight",
             "sum of |dJ/dl|, mean over lists",
             [](const runs::StepEvent& s) { return ofLists(s, s.gradientWeight); }},
    Quantity{"gradient_norm",
             "Gradient's norm",
             "global norm before clipping",
             [](const runs::StepEvent& s) { return std::optional(s.gradientNorm); }},
    Quantity{"learning_rate",
             "Learning rate",
             "learning rate",
             [](const runs::StepEvent& s) { return std::optional(s.learningRate); }},
    Quantity{"logprob_mean",
             "Log-prob of a token",
             "mean log-prob (nats per token)",
             [](const runs::StepEvent& s) { return ofLists(s, s.logprobMean); }},
    Quantity{"response_tokens",
             "Length of responses",
             "mean length (tokens)",
             [](const runs::StepEvent& s) { return ofLists(s, s.responseTokens); }},
    Quantity{"tokens_per_second",
             "Speed",
             "tokens per second",
             [](const runs::StepEvent& s) { return std::optional(s.tokensPerSecond); }},
    Quantity{
        "peak_bytes",
        "Memory",
        "peak (bytes)",
        [](const runs::StepEvent& s) { return std::optional(static_cast<double>(s.peakBytes)); }},
};

/// The exponential mean without its start's bias: m_t = (1 - a) sum a^(t-i) x_i / (1 - a^t).
std::vector<double> smoothed(const std::vector<double>& values, double smoothing) {
    std::vector<double> result;
    double mean = 0.0;
    double weight = 0.0;
    for (const double value : values) {
        if (std::isfinite(value)) {
            mean = smoothing * mean + (1.0 - smoothing) * value;
            weight = smoothing * weight + (1.0 - smoothing);
        }
        result.push_back(weight > 0.0 ? mean / weight : value);
    }
    return result;
}

void addSteps(const RunEvents& run,
              const std::string& stage,
              const Quantity& quantity,
              double smoothing,
              Figure& figure) {
    Series raw{.name = "each step", .method = methodOf(stage), .mark = Mark::Line};
    for (const auto& event : run.events) {
        const auto* step = std::get_if<runs::StepEvent>(&event.body);
        if (step == nullptr || event.stage != stage) {
            continue;
        }
        if (const auto value = quantity.read(*step)) {
            raw.x.push_back(static_cast<double>(step->step));
            raw.y.push_back(*value);
        } else {
            figure.empty = "A step of " + stage + " has no such number: it trains on pairs.";
        }
    }
    if (raw.x.empty()) {
        return;
    }
    figure.empty.clear();
    figure.caption = std::to_string(raw.x.size()) + " steps";
    if (smoothing <= 0.0) {
        figure.series.push_back(std::move(raw));
        return;
    }
    Series strong = raw;
    strong.name = "smoothed";
    strong.y = smoothed(raw.y, smoothing);
    raw.faint = true;
    figure.caption += "; strong: debiased exponential mean, smoothing " + shortText(smoothing);
    figure.series.push_back(std::move(raw));
    figure.series.push_back(std::move(strong));
}

void addAccuracies(const RunEvents& run, const std::string& stage, Figure& figure) {
    Series heldOut{.name = "held out", .method = methodOf(stage), .mark = Mark::Curve};
    std::int64_t pairs = 0;
    bool trains = false;
    for (const auto& event : run.events) {
        trains =
            trains || (event.stage == stage && std::holds_alternative<runs::StepEvent>(event.body));
        const auto* accuracy = std::get_if<runs::RewardAccuracyEvent>(&event.body);
        if (accuracy != nullptr && accuracy->rewardModel == stage) {
            heldOut.x.push_back(static_cast<double>(accuracy->step));
            heldOut.y.push_back(accuracy->accuracy.value);
            heldOut.yLow.push_back(accuracy->accuracy.low);
            heldOut.yHigh.push_back(accuracy->accuracy.high);
            pairs = accuracy->pairs;
        }
    }
    figure.y.lowest = 0.0;
    figure.y.highest = 1.0;
    if (heldOut.x.empty()) {
        if (trains) {
            figure.empty = "No accuracy of " + stage +
                           " yet: held-out pairs are judged every few steps, and at its end.";
        }
        return;
    }
    figure.caption =
        std::to_string(pairs) + " held-out pairs; bars: 95 % intervals; ties count half";
    figure.series.push_back({.name = "chance",
                             .method = "base",
                             .mark = Mark::Guide,
                             .x = {heldOut.x.front(), heldOut.x.back()},
                             .y = {0.5, 0.5}});
    figure.series.push_back(std::move(heldOut));
}

}  // namespace

Figure trainingCurve(const RunEvents& run,
                     const std::string& stage,
                     const std::string& quantity,
                     double smoothing) {
    Figure figure{.id = "curve-" + stage + "-" + quantity};
    figure.x.title = "step";
    if (quantity == "accuracy") {
        figure.title = "Accuracy of " + stage;
        figure.y.title = "share of pairs ranked right";
        addAccuracies(run, stage, figure);
    } else {
        const auto* const found =
            std::find_if(quantities.begin(), quantities.end(), [&quantity](const Quantity& one) {
                return one.name == quantity;
            });
        if (found == quantities.end()) {
            figure.empty = "No curve is called \"" + quantity + "\".";
            return figure;
        }
        figure.title = std::string(found->title) + ": " + stage;
        figure.y.title = found->axis;
        addSteps(run, stage, *found, smoothing, figure);
    }
    if (figure.series.empty() && figure.empty.empty()) {
        figure.empty =
            stage.empty() ? "No step yet: the curve begins when a stage trains."
                          : "No step of " + stage + " yet: the curve begins when the stage trains.";
    }
    return figure;
}

}  // namespace lire::report
