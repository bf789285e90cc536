// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/field_value.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <set>

#include "core/experiment/field_table.h"

namespace lire::experiment {

namespace {

using nlohmann::json;

bool inRange(const Field& field, double value) {
    const bool above = field.lowestExcluded ? value > field.lowest : value >= field.lowest;
    const bool below = field.highestExcluded ? value < field.highest : value <= field.highest;
    return std::isfinite(value) && above && below;
}

bool isNumber(const Field& field, const json& value) {
    return value.is_number() && inRange(field, value.get<double>());
}

bool isInteger(const Field& field, const json& value) {
    constexpr auto largest = std::uint64_t{std::numeric_limits<std::int64_t>::max()};
    return value.is_number_integer() && inRange(field, value.get<double>()) &&
           (!value.is_number_unsigned() || value.get<std::uint64_t>() <= largest);
}

bool isText(const json& value) {
    return value.is_string() && !value.get_ref<const std::string&>().empty();
}

bool isChoice(const Field& field, const json& value) {
    return value.is_string() &&
           std::find(field.choices.begin(), field.choices.end(), value.get<std::string>()) !=
               field.choices.end();
}

/// "cuda:0"
bool isNumberedDevice(const json& value) {
    const std::string prefix = "cuda:";
    if (!value.is_string()) {
        return false;
    }
    const auto& device = value.get_ref<const std::string&>();
    return device.starts_with(prefix) && device.size() > prefix.size() &&
           device.size() <= prefix.size() + 3 &&
           std::all_of(device.begin() + static_cast<std::ptrdiff_t>(prefix.size()),
                       device.end(),
                       [](char digit) { return digit >= '0' && digit <= '9'; });
}

template <class Judge>
bool isList(const json& value, std::size_t fewest, bool unlike, const Judge& judge) {
    return value.is_array() && value.size() >= fewest &&
           std::all_of(value.begin(), value.end(), judge) &&
           (!unlike || std::set<json>(value.begin(), value.end()).size() == value.size());
}

}  // namespace

bool fits(const Field& field, const json& value) {
    const auto isFieldNumber = [&field](const json& one) { return isNumber(field, one); };
    const auto isFieldChoice = [&field](const json& one) { return isChoice(field, one); };
    switch (field.type) {
        case FieldType::Number:
            return isNumber(field, value);
        case FieldType::Integer:
            return isInteger(field, value);
        case FieldType::Boolean:
            return value.is_boolean();
        case FieldType::Choice:
            if (field.pointer == objectivePointer) {
                return isText(value);
            }
            return isChoice(field, value) ||
                   (field.pointer == devicePointer && isNumberedDevice(value));
        case FieldType::Text:
        case FieldType::Model:
        case FieldType::Folder:
        case FieldType::RewardName:
            return isText(value);
        case FieldType::Files:
            return isList(value, field.needed ? 1 : 0, false, isText);
        case FieldType::Numbers:
            return isList(value, 1, true, isFieldNumber);
        case FieldType::Choices:
            return isList(value, 1, true, isFieldChoice);
        case FieldType::RewardNames:
            return isList(value, 0, true, isText);
        case FieldType::Sections:
            return value.is_array();
        case FieldType::Options:
        case FieldType::Section:
        case FieldType::NamedSections:
            return value.is_object();
    }
    return false;
}

std::string pointerPart(std::string_view key) {
    std::string part;
    for (const char letter : key) {
        part += letter == '~' ? "~0" : letter == '/' ? "~1" : std::string(1, letter);
    }
    return part;
}

}  // namespace lire::experiment
