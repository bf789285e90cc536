// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/objectives/evaluate.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace lire::objectives {

namespace {

bool isFinite(double value) {
    return std::isfinite(value);
}

/// `name` as in the command line's JSON.
void checkVector(const std::string& name,
                 std::span<const double> values,
                 std::size_t count,
                 std::string_view place) {
    if (values.size() != count) {
        throw Error(std::string(place),
                    "\"" + name + "\" has " + std::to_string(values.size()) + " entries for " +
                        std::to_string(count) + " responses",
                    "give one number a response");
    }
    const auto wrong = std::find_if_not(values.begin(), values.end(), isFinite);
    if (wrong != values.end()) {
        throw Error(
            std::string(place),
            "\"" + name + "\" is not finite at index " + std::to_string(wrong - values.begin()),
            "give finite numbers");
    }
}

void checkPresence(const std::string& name,
                   std::span<const double> values,
                   bool needed,
                   const Query& query,
                   const ObjectiveKind& kind,
                   std::string_view place) {
    if (values.empty() && needed) {
        throw Error(std::string(place),
                    "\"" + name + "\" is missing, which " + kind.name + " needs",
                    "give one number a response");
    }
    if (!values.empty()) {
        checkVector(name, values, query.logprobs.size(), place);
    }
}

void checkQuery(const Query& query, const ObjectiveKind& kind, std::string_view place) {
    const std::size_t count = query.logprobs.size();
    if (count == 0) {
        throw Error(std::string(place),
                    "\"logprobs\" is empty",
                    "give one number for each of M >= 1 responses");
    }
    checkVector("logprobs", query.logprobs, count, place);
    if (query.lengths.empty()) {
        throw Error(std::string(place),
                    "\"lengths\" is missing, which " + kind.name + " needs",
                    "count each response's tokens with its EOS");
    }
    checkVector("lengths", query.lengths, count, place);
    const auto tooShort = std::find_if(
        query.lengths.begin(), query.lengths.end(), [](double length) { return length < 1.0; });
    if (tooShort != query.lengths.end()) {
        throw Error(
            std::string(place),
            "\"lengths\" is below 1 at index " + std::to_string(tooShort - query.lengths.begin()),
            "count the response's tokens with its EOS");
    }
    checkPresence("rewards", query.rewards, kind.needsRewards, query, kind, place);
    checkPresence(
        "reference_logprobs", query.referenceLogprobs, kind.needsReference, query, kind, place);
    if (query.sftIndex >= count) {
        throw Error(std::string(place),
                    "\"sft_index\" is " + std::to_string(query.sftIndex) + " of " +
                        std::to_string(count) + " responses",
                    "give the index of a response, from 0");
    }
}

}  // namespace

LossAndGradient evaluate(const Objective& objective,
                         const ObjectiveKind& kind,
                         const Query& query,
                         std::string_view place) {
    checkQuery(query, kind, place);
    auto result = objective.evaluate(query);
    if (!isFinite(result.loss) ||
        !std::all_of(result.gradient.begin(), result.gradient.end(), isFinite)) {
        throw Error(std::string(place),
                    "the loss of " + kind.name + " is beyond the range of numbers",
                    "check log-probs, rewards and options for values of extreme size");
    }
    return result;
}

std::size_t chooseSftIndex(std::span<const double> rewards,
                           std::optional<std::size_t> preferred,
                           std::optional<std::size_t> given) {
    if (given || preferred) {
        return given ? *given : *preferred;
    }
    // max_element gives the first of equal ones, and the beginning of an empty range.
    return static_cast<std::size_t>(std::max_element(rewards.begin(), rewards.end()) -
                                    rewards.begin());
}

}  // namespace lire::objectives
