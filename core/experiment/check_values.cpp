// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/check_values.h"

#include <algorithm>
#include <string>

#include "core/experiment/field_value.h"
#include "core/experiment/fields.h"
#include "core/suggestion.h"

namespace lire::experiment {

namespace {

using nlohmann::json;

/// Walks the file and the table side by side. `pattern` is the table's pointer of a section
/// ("/train/*"), `place` the file's ("/train/0").
class Walk {
public:
    void section(const json& given, const std::string& pattern, const std::string& place) {
        const auto known = children(pattern);
        for (const auto& [key, value] : given.items()) {
            const auto field =
                std::find_if(known.begin(), known.end(), [&key = key](const Field* one) {
                    return one->name() == key;
                });
            if (field == known.end()) {
                unknownKey(key, known, place);
            } else if (!value.is_null()) {
                this->value(**field, value, place + "/" + key);
            }
        }
        for (const auto* field : known) {
            const auto name = field->name();
            if (field->needed && (!given.contains(name) || given.at(name).is_null())) {
                m_errors.emplace_back(
                    place + "/" + name, "it is missing", "give " + rangeInWords(*field));
            }
        }
    }

    std::vector<Error> take() { return std::move(m_errors); }

private:
    void unknownKey(const std::string& key,
                    const std::vector<const Field*>& known,
                    const std::string& place) {
        std::vector<std::string> names;
        names.reserve(known.size());
        for (const auto* field : known) {
            names.push_back(field->name());
        }
        m_errors.emplace_back(
            place + "/" + pointerPart(key), "unknown key \"" + key + "\"", suggestName(key, names));
    }

    void value(const Field& field, const json& value, const std::string& place) {
        if (!fits(field, value)) {
            const auto name = field.name();
            const auto found = shown(value);
            m_errors.emplace_back(
                place, "\"" + name + "\" is " + found, "give " + rangeInWords(field));
            return;
        }
        if (field.type == FieldType::Section) {
            section(value, field.pointer, place);
        } else if (field.type == FieldType::Sections || field.type == FieldType::NamedSections) {
            elements(field, value, place);
        }
    }

    void elements(const Field& field, const json& value, const std::string& place) {
        std::size_t index = 0;
        for (const auto& [key, element] : value.items()) {
            const auto here =
                place + "/" + (value.is_array() ? std::to_string(index++) : pointerPart(key));
            if (element.is_object()) {
                section(element, field.pointer + "/*", here);
            } else {
                const auto found = shown(element);
                m_errors.emplace_back(here, "it is " + found, "give an object");
            }
        }
    }

    /// A value as JSON, long ones cut: an error is one line.
    static std::string shown(const json& value) {
        constexpr std::size_t longest = 80;
        auto text = value.dump(-1, ' ', true, json::error_handler_t::replace);
        if (text.size() > longest) {
            text.resize(longest);
            text += "...";
        }
        return text;
    }

    std::vector<Error> m_errors;
};

}  // namespace

std::vector<Error> checkValues(const json& file) {
    if (!file.is_object()) {
        return {Error("/", "an experiment is a JSON object", "write {\"name\": ...}")};
    }
    Walk walk;
    walk.section(file, "", "");
    return walk.take();
}

}  // namespace lire::experiment
