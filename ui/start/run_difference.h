// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace lire::ui {

/// A setting that two experiments have unlike; a value is empty where it is absent.
struct Difference {
    std::string pointer = {};  ///< without its first slash: "train/0/options/temperature"
    std::string left = {};
    std::string right = {};
};

/// What differs between two experiments, and how many settings are alike.
struct Differences {
    std::vector<Difference> unlike = {};
    std::size_t alike = 0;
};

/// Every value of an experiment by its pointer without the first slash, but for the run's name.
using SettingValues = std::map<std::string, std::string>;
SettingValues settingValues(const nlohmann::json& experiment);

/// Compares every value; names of runs are left out. Thread: any.
Differences differences(const nlohmann::json& left, const nlohmann::json& right);

}  // namespace lire::ui
