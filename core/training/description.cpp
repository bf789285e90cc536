// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/description.h"

#include <algorithm>

namespace lire::training {

std::optional<std::pair<DescribedSetting, DescribedSetting>> firstDifference(
    const Description& now, const Description& before) {
    for (const auto& setting : now) {
        const auto former = std::find_if(before.begin(), before.end(), [&](const auto& one) {
            return one.name == setting.name;
        });
        if (former != before.end() && former->value != setting.value) {
            return std::pair(setting, *former);
        }
    }
    return std::nullopt;
}

nlohmann::json toJson(const Description& description) {
    auto json = nlohmann::json::array();
    for (const auto& setting : description) {
        nlohmann::json entry = {{"setting", setting.name}, {"value", setting.value}};
        if (!setting.shown.empty()) {
            entry["shown"] = setting.shown;
        }
        json.push_back(std::move(entry));
    }
    return json;
}

Description descriptionOf(const nlohmann::json& json) {
    Description description;
    if (!json.is_array()) {
        return description;
    }
    for (const auto& entry : json) {
        const auto text = [&entry](const char* key) {
            const auto found = entry.find(key);
            return found != entry.end() && found->is_string() ? found->get<std::string>()
                                                              : std::string();
        };
        if (entry.is_object()) {
            description.push_back(
                {.name = text("setting"), .value = text("value"), .shown = text("shown")});
        }
    }
    return description;
}

}  // namespace lire::training
