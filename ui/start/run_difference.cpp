// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/run_difference.h"

namespace lire::ui {

SettingValues settingValues(const nlohmann::json& experiment) {
    SettingValues result;
    if (experiment.is_object() && !experiment.empty()) {
        const auto flat = experiment.flatten();
        for (const auto& [pointer, value] : flat.items()) {
            if (pointer != "/name") {
                result[pointer.substr(1)] =
                    value.is_string() ? value.get<std::string>() : value.dump();
            }
        }
    }
    return result;
}

Differences differences(const nlohmann::json& left, const nlohmann::json& right) {
    const auto before = settingValues(left);
    auto after = settingValues(right);
    Differences result;
    for (const auto& [pointer, value] : before) {
        const auto other = after.find(pointer);
        if (other == after.end()) {
            result.unlike.push_back({pointer, value, {}});
            continue;
        }
        if (other->second == value) {
            ++result.alike;
        } else {
            result.unlike.push_back({pointer, value, other->second});
        }
        after.erase(other);
    }
    for (const auto& [pointer, value] : after) {
        result.unlike.push_back({pointer, {}, value});
    }
    return result;
}

}  // namespace lire::ui
