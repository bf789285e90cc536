// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/experiment_text.h"

#include <algorithm>

#include "core/experiment/fields.h"

namespace lire::experiment {

namespace {

/// The place of a key in the form; keys that no field has come last.
std::size_t rank(const std::string& pointer) {
    const auto* field = findField(pointer);
    return field == nullptr ? fields().size() : static_cast<std::size_t>(field - fields().data());
}

std::vector<std::string> orderedKeys(const nlohmann::json& object, const std::string& pointer) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : object.items()) {
        keys.push_back(key);
    }
    std::stable_sort(keys.begin(), keys.end(), [&pointer](const auto& left, const auto& right) {
        return rank(pointer + "/" + left) < rank(pointer + "/" + right);
    });
    return keys;
}

bool isShort(const nlohmann::json& list) {
    return std::none_of(
               list.begin(), list.end(), [](const auto& item) { return item.is_structured(); }) &&
           list.dump().size() < 60;
}

/// A list of plain values in one line: "[0.7, 1.0]".
std::string oneLine(const nlohmann::json& list) {
    std::string text;
    for (const auto& item : list) {
        text += (text.empty() ? "" : ", ") + item.dump();
    }
    return "[" + text + "]";
}

void write(const nlohmann::json& value,
           const std::string& pointer,
           const std::string& indent,
           std::string& text) {
    const std::string deeper = indent + "  ";
    if (value.is_object() && !value.empty()) {
        text += '{';
        const char* comma = "\n";
        for (const auto& key : orderedKeys(value, pointer)) {
            text += comma + deeper + nlohmann::json(key).dump() + ": ";
            write(value.at(key), pointer + "/" + key, deeper, text);
            comma = ",\n";
        }
        text += "\n" + indent + "}";
    } else if (value.is_array() && !value.empty() && !isShort(value)) {
        text += '[';
        const char* comma = "\n";
        for (std::size_t at = 0; at < value.size(); ++at) {
            text += comma + deeper;
            write(value.at(at), pointer + "/" + std::to_string(at), deeper, text);
            comma = ",\n";
        }
        text += "\n" + indent + "]";
    } else {
        text += value.is_array() ? oneLine(value) : value.dump();
    }
}

bool isPath(FieldType type) {
    return type == FieldType::Model || type == FieldType::Folder || type == FieldType::Files;
}

void makeWhole(nlohmann::json& value,
               const std::string& pointer,
               const std::filesystem::path& folder) {
    if (value.is_object()) {
        for (const auto& [key, child] : value.items()) {
            makeWhole(child, pointer + "/" + key, folder);
        }
        return;
    }
    const auto* field = findField(pointer);
    if (value.is_array()) {
        const bool files = field != nullptr && isPath(field->type);
        for (std::size_t at = 0; at < value.size(); ++at) {
            makeWhole(value.at(at), files ? pointer : pointer + "/" + std::to_string(at), folder);
        }
        return;
    }
    if (value.is_string() && field != nullptr && isPath(field->type)) {
        const std::filesystem::path path = value.get<std::string>();
        std::error_code problem;
        if (path.is_relative() && std::filesystem::exists(folder / path, problem)) {
            value = std::filesystem::absolute(folder / path).lexically_normal().string();
        }
    }
}

}  // namespace

std::string experimentText(const nlohmann::json& experiment) {
    std::string text;
    write(experiment, "", "", text);
    return text;
}

std::optional<JsonFault> textFault(std::string_view text) {
    auto fault = jsonFault(text);
    if (!fault && text.substr(text.find_first_not_of(" \t\r\n"), 1) != "{") {
        fault = faultAt(text,
                        text.find_first_not_of(" \t\r\n"),
                        "an experiment is a JSON object",
                        "write {\"name\": ...}");
    }
    return fault;
}

nlohmann::json withWholePaths(const nlohmann::json& experiment,
                              const std::filesystem::path& folder) {
    nlohmann::json whole = experiment;
    makeWhole(whole, "", folder);
    return whole;
}

}  // namespace lire::experiment
