// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/record_json.h"

#include <limits>

#include "core/error.h"

namespace lire::runs {

namespace {

Error damaged(const std::string& place, const std::string& text) {
    return {place,
            "holds a damaged record: " + text.substr(0, 60),
            "restore it from a copy, or remove the run",
            Blame::Running};
}

}  // namespace

std::string columnText(const nlohmann::json& value) {
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

nlohmann::json columnJson(const std::string& text, const std::string& place) {
    auto value = nlohmann::json::parse(text, nullptr, false);
    if (value.is_discarded()) {
        throw damaged(place, text);
    }
    return value;
}

std::map<std::string, double> columnNumbers(const std::string& text, const std::string& place) {
    const auto object = columnJson(text, place);
    std::map<std::string, double> numbers;
    for (const auto& [name, value] : object.items()) {
        if (!value.is_number() && !value.is_null()) {
            throw damaged(place, text);
        }
        numbers[name] =
            value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
    }
    return numbers;
}

}  // namespace lire::runs
