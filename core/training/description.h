// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace lire::training {

/// One setting that a training's result depends on.
struct DescribedSetting {
    std::string name = {};   ///< as its user gives it: "--batch"
    std::string value = {};  ///< compared as text; of what is read from files a digest
    std::string shown = {};  ///< in sentences; empty: `value`
};

/// What a training is, in the order in which its settings are compared. What may differ between
/// two parts of one training (threads, token budget, how often it is saved) does not stand here.
using Description = std::vector<DescribedSetting>;

/// Two descriptions' first setting with unequal values; empty where they agree. A setting that
/// only one of them knows is passed over: versions differ in what they write down. Thread: any.
std::optional<std::pair<DescribedSetting, DescribedSetting>> firstDifference(
    const Description& now, const Description& before);

/// As in a checkpoint's state.json: an array in the order of the description. Thread: any.
nlohmann::json toJson(const Description& description);
/// Takes what it understands: a version that described nothing gives an empty one. Thread: any.
Description descriptionOf(const nlohmann::json& json);

}  // namespace lire::training
