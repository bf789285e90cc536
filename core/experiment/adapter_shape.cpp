// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/adapter_shape.h"

#include <algorithm>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "core/models/lora.h"

namespace lire::experiment {

namespace {

using Names = std::vector<std::string>;

std::string inWords(const Names& names) {
    std::string words;
    for (const auto& name : names) {
        words += (words.empty() ? "" : ", ") + name;
    }
    return words;
}

std::string inWords(double number) {
    return number == static_cast<double>(static_cast<std::int64_t>(number))
               ? std::to_string(static_cast<std::int64_t>(number))
               : nlohmann::json(number).dump();
}

bool isAlike(const Names& a, const Names& b) {
    return std::set(a.begin(), a.end()) == std::set(b.begin(), b.end());
}

bool isAlike(double a, double b) {
    return a == b;
}

template <class Value>
void compare(const Value& given,
             const Value& standard,
             const Value& adapters,
             const std::string& place,
             std::vector<Error>& errors) {
    if (!isAlike(given, adapters) && !isAlike(given, standard)) {
        const auto wanted = inWords(adapters);
        errors.emplace_back(
            place,
            "is " + inWords(given) +
                ", but the policy goes on with the adapter of /policy/adapter, where it is " +
                wanted,
            "give " + wanted + ", or remove /policy/adapter");
    }
}

}  // namespace

std::vector<Error> adapterShapeErrors(const Experiment& experiment,
                                      const models::LoraConfig& adapter) {
    const LoraSettings standard;
    std::vector<Error> errors;
    for (std::size_t i = 0; i < experiment.train.size(); ++i) {
        const auto& given = experiment.train[i].lora;
        const auto place = "/train/" + std::to_string(i) + "/lora/";
        compare(static_cast<double>(given.rank),
                static_cast<double>(standard.rank),
                static_cast<double>(adapter.rank),
                place + "rank",
                errors);
        compare(given.alpha, standard.alpha, adapter.alpha, place + "alpha", errors);
        compare(given.targets, standard.targets, adapter.targets, place + "targets", errors);
    }
    return errors;
}

std::optional<Error> adapterShapeNote(const Experiment& experiment,
                                      const models::LoraConfig& adapter) {
    const bool differs = std::any_of(
        experiment.train.begin(), experiment.train.end(), [&](const TrainSettings& train) {
            return train.lora.rank != adapter.rank || train.lora.alpha != adapter.alpha ||
                   !isAlike(train.lora.targets, adapter.targets);
        });
    if (!differs) {
        return std::nullopt;
    }
    return Error("/policy/adapter",
                 "every policy goes on with this adapter as it is: rank " +
                     std::to_string(adapter.rank) + ", alpha " + inWords(adapter.alpha) + ", on " +
                     inWords(adapter.targets),
                 "leave the adapter out for one of another shape");
}

}  // namespace lire::experiment
