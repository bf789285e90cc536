// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/fields.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/experiment/field_table.h"

namespace lire::experiment {

namespace {

std::vector<std::string_view> parts(std::string_view pointer) {
    std::vector<std::string_view> result;
    while (!pointer.empty()) {
        const auto end = std::min(pointer.find('/', 1), pointer.size());
        result.push_back(pointer.substr(1, end - 1));
        pointer.remove_prefix(end);
    }
    return result;
}

bool matches(const std::vector<std::string_view>& pattern,
             const std::vector<std::string_view>& pointer) {
    return std::equal(
        pattern.begin(),
        pattern.end(),
        pointer.begin(),
        pointer.end(),
        [](std::string_view part, std::string_view given) { return part == "*" || part == given; });
}

std::string inWords(double value) {
    return value == std::round(value) ? std::to_string(static_cast<std::int64_t>(value))
                                      : nlohmann::json(value).dump();
}

/// " greater than 0 and of at most 1"; a bound past 1e15 only says that the value fits its type.
std::string bounds(const Field& field) {
    std::string words;
    if (std::isfinite(field.lowest)) {
        words +=
            (field.lowestExcluded ? " greater than " : " of at least ") + inWords(field.lowest);
    }
    if (field.highest < 1e15) {
        words += std::string(words.empty() ? "" : " and") +
                 (field.highestExcluded ? " less than " : " of at most ") + inWords(field.highest);
    }
    return words;
}

std::string listed(const std::vector<std::string>& choices) {
    std::string words;
    for (const auto& choice : choices) {
        words += (words.empty() ? "" : ", ") + choice;
    }
    return words;
}

}  // namespace

std::string Field::name() const {
    return pointer.substr(pointer.rfind('/') + 1);
}

std::span<const Field> fields() {
    static const std::vector<Field> table = fieldTable();
    return table;
}

std::vector<const Field*> children(std::string_view section) {
    std::vector<const Field*> result;
    for (const auto& field : fields()) {
        if (field.pointer.size() > section.size() + 1 && field.pointer.starts_with(section) &&
            field.pointer[section.size()] == '/' &&
            field.pointer.find('/', section.size() + 1) == std::string::npos) {
            result.push_back(&field);
        }
    }
    return result;
}

const Field* findField(std::string_view pointer) {
    const auto wanted = parts(pointer);
    const auto all = fields();
    const auto found = std::find_if(all.begin(), all.end(), [&wanted](const Field& field) {
        return matches(parts(field.pointer), wanted);
    });
    return found == all.end() ? nullptr : &*found;
}

std::string rangeInWords(const Field& field) {
    switch (field.type) {
        case FieldType::Number:
            return "a number" + bounds(field);
        case FieldType::Integer:
            return "a whole number" + bounds(field);
        case FieldType::Boolean:
            return "true or false";
        case FieldType::Choice:
            return "one of " + listed(field.choices) +
                   (field.pointer == devicePointer ? ", cuda:N" : "");
        case FieldType::Text:
            return "a text that is not empty";
        case FieldType::Model:
            return "a model's folder, a GGUF file or the name of a built-in model";
        case FieldType::Folder:
            return "the path of a folder";
        case FieldType::Files:
            return field.needed ? "a list of paths, at least one" : "a list of paths";
        case FieldType::Numbers:
            return "a list of unlike numbers, each" + bounds(field);
        case FieldType::Choices:
            return "a list of unlike names out of " + listed(field.choices);
        case FieldType::RewardName:
            return "the name of a reward model";
        case FieldType::RewardNames:
            return "a list of unlike names of reward models";
        case FieldType::Options:
            return "an object with the objective's options";
        case FieldType::Section:
            return "an object";
        case FieldType::Sections:
            return "a list of objects";
        case FieldType::NamedSections:
            return "an object of objects by their names";
    }
    return {};
}

}  // namespace lire::experiment
