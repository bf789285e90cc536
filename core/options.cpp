// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/options.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/suggestion.h"

namespace lire {

namespace {

std::string shortNumber(double value) {
    return nlohmann::json(value).dump();
}

bool inRange(const OptionSpec& option, double value) {
    const bool above = option.lowestExcluded ? value > option.lowest : value >= option.lowest;
    const bool below = option.highestExcluded ? value < option.highest : value <= option.highest;
    return std::isfinite(value) && above && below;
}

bool fits(const OptionSpec& option, const nlohmann::json& value) {
    switch (option.type) {
        case OptionType::Number:
            return value.is_number() && inRange(option, value.get<double>());
        case OptionType::Integer:
            return value.is_number_integer() && inRange(option, value.get<double>());
        case OptionType::Boolean:
            return value.is_boolean();
        case OptionType::Choice:
            return value.is_string() && std::find(option.choices.begin(),
                                                  option.choices.end(),
                                                  value.get<std::string>()) != option.choices.end();
        case OptionType::Text:
            return value.is_string();
    }
    return false;
}

}  // namespace

double Options::number(std::string_view name) const {
    return m_values.at(std::string(name)).get<double>();
}

std::int64_t Options::integer(std::string_view name) const {
    return m_values.at(std::string(name)).get<std::int64_t>();
}

bool Options::boolean(std::string_view name) const {
    return m_values.at(std::string(name)).get<bool>();
}

std::string Options::text(std::string_view name) const {
    return m_values.at(std::string(name)).get<std::string>();
}

std::string rangeInWords(const OptionSpec& option) {
    if (option.type == OptionType::Boolean) {
        return "true or false";
    }
    if (option.type == OptionType::Text) {
        return "a text";
    }
    if (option.type == OptionType::Choice) {
        std::string words = "one of ";
        for (std::size_t i = 0; i < option.choices.size(); ++i) {
            words += (i == 0 ? "" : ", ") + option.choices[i];
        }
        return words;
    }
    std::string words = option.type == OptionType::Integer ? "a whole number" : "a number";
    const bool low = std::isfinite(option.lowest);
    const bool high = std::isfinite(option.highest);
    if (low) {
        words += (option.lowestExcluded ? " greater than " : " of at least ") +
                 shortNumber(option.lowest);
    }
    if (high) {
        words += std::string(low ? " and" : "") +
                 (option.highestExcluded ? " less than " : " of at most ") +
                 shortNumber(option.highest);
    }
    return words;
}

Options checkOptions(std::span<const OptionSpec> table,
                     const nlohmann::json& given,
                     std::string_view place) {
    const std::string here(place);
    if (!given.is_object() && !given.is_null()) {
        throw Errors({Error(here, "options must be a JSON object", "write {\"name\": value}")});
    }
    std::vector<Error> errors;
    std::vector<std::string> known;
    Options options;
    for (const auto& option : table) {
        known.push_back(option.name);
        options.m_values[option.name] = option.standard;
    }
    for (const auto& [name, value] : given.items()) {
        const auto option =
            std::find_if(table.begin(), table.end(), [&name = name](const OptionSpec& spec) {
                return spec.name == name;
            });
        if (option == table.end()) {
            errors.emplace_back(
                here + "/" + name,
                "unknown option \"" + name + "\"",
                known.empty() ? "remove it: there are no options here" : suggestName(name, known));
        } else if (!fits(*option, value)) {
            errors.emplace_back(here + "/" + name,
                                "\"" + name + "\" is " + value.dump(),
                                "give " + rangeInWords(*option));
        } else {
            options.m_values[name] = value;
        }
    }
    if (!errors.empty()) {
        throw Errors(std::move(errors));
    }
    return options;
}

}  // namespace lire
