// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/entry_fields.h"

#include <algorithm>
#include <limits>

#include "core/error.h"

namespace lire::data {

namespace {

using nlohmann::json;

std::string quoted(std::string_view key) {
    std::string text = "\"";
    text += key;
    text += '"';
    return text;
}

std::optional<text::TokenId> tokenIdFrom(const json& value) {
    constexpr auto highest = std::numeric_limits<text::TokenId>::max();
    if (!value.is_number_integer() || value < 0 || value > highest) {
        return std::nullopt;
    }
    return value.get<text::TokenId>();
}

}  // namespace

EntryFields::EntryFields(const json& entry, std::string place)
    : m_entry(entry), m_place(std::move(place)) {
    if (!m_entry.is_object()) {
        fail("the entry is no JSON object", "write each entry as {\"prompt\": …, …}");
    }
}

void EntryFields::fail(const std::string& problem, const std::string& mend) const {
    throw Error(m_place, problem, mend);
}

const json* EntryFields::find(std::string_view key) {
    m_known.emplace_back(key);
    const auto found = m_entry.find(m_known.back());
    return found == m_entry.end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::string> EntryFields::text(std::string_view key) {
    const auto* value = find(key);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_string()) {
        fail(quoted(key) + " is no string", "write it as one string");
    }
    return value->get<std::string>();
}

std::string EntryFields::requiredText(std::string_view key) {
    auto value = text(key);
    if (!value) {
        fail(quoted(key) + " is missing",
             "add it: the first entry of a file gives the format of all");
    }
    return *std::move(value);
}

std::optional<double> EntryFields::number(std::string_view key) {
    const auto* value = find(key);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_number()) {
        fail(quoted(key) + " is no number", "write it as a number");
    }
    return value->get<double>();
}

std::optional<std::int64_t> EntryFields::integer(std::string_view key) {
    const auto* value = find(key);
    if (value == nullptr) {
        return std::nullopt;
    }
    const bool fits =
        value->is_number_integer() &&
        !(value->is_number_unsigned() && *value > std::numeric_limits<std::int64_t>::max());
    if (!fits) {
        fail(quoted(key) + " is no whole number", "write it as a whole number");
    }
    return value->get<std::int64_t>();
}

std::optional<bool> EntryFields::boolean(std::string_view key) {
    const auto* value = find(key);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_boolean()) {
        fail(quoted(key) + " is neither true nor false", "write true or false");
    }
    return value->get<bool>();
}

std::string EntryFields::id() {
    const auto* value = find("id");
    if (value == nullptr) {
        return {};
    }
    if (!value->is_string() && !value->is_number_integer()) {
        fail("\"id\" is neither a string nor a whole number", "write it as a string");
    }
    return value->is_string() ? value->get<std::string>() : value->dump();
}

std::variant<std::string, std::vector<text::ChatMessage>> EntryFields::prompt(
    std::string_view key) {
    const auto* value = find(key);
    if (value == nullptr) {
        return std::string();
    }
    if (value->is_string()) {
        return value->get<std::string>();
    }
    auto messages = messagesFrom(*value);
    if (!messages) {
        fail(quoted(key) + " is neither a string nor a list of messages",
             "write it as one string, or as [{\"role\": \"user\", \"content\": \"…\"}, …]");
    }
    return *std::move(messages);
}

template <class Value, class Read>
std::vector<Value> EntryFields::list(std::string_view key, const char* mend, Read read) {
    std::vector<Value> values;
    const auto* array = find(key);
    if (array == nullptr) {
        return values;
    }
    if (!array->is_array()) {
        fail(quoted(key) + " is no list", mend);
    }
    for (const auto& element : *array) {
        std::optional<Value> value = read(element);
        if (!value) {
            fail(
                quoted(key) + " has a wrong value at position " + std::to_string(values.size() + 1),
                mend);
        }
        values.push_back(*std::move(value));
    }
    return values;
}

std::vector<std::string> EntryFields::texts(std::string_view key) {
    return list<std::string>(key, "write it as a list of strings", [](const json& value) {
        return value.is_string() ? std::optional(value.get<std::string>()) : std::nullopt;
    });
}

std::vector<double> EntryFields::numbers(std::string_view key) {
    return list<double>(key, "write it as a list of numbers", [](const json& value) {
        return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
    });
}

std::vector<bool> EntryFields::booleans(std::string_view key) {
    return list<bool>(key, "write it as a list of true and false", [](const json& value) {
        return value.is_boolean() ? std::optional(value.get<bool>()) : std::nullopt;
    });
}

std::vector<text::TokenId> EntryFields::ids(std::string_view key) {
    return list<text::TokenId>(key, "write it as a list of token ids", tokenIdFrom);
}

std::vector<std::vector<text::TokenId>> EntryFields::idLists(std::string_view key) {
    using Ids = std::vector<text::TokenId>;
    return list<Ids>(key, "write it as a list of lists of token ids", [](const json& value) {
        Ids ids;
        for (const auto& element : value) {
            if (const auto id = tokenIdFrom(element)) {
                ids.push_back(*id);
            }
        }
        return value.is_array() && ids.size() == value.size() ? std::optional(std::move(ids))
                                                              : std::nullopt;
    });
}

void EntryFields::objects(std::string_view key,
                          const std::function<void(EntryFields& fields)>& use) {
    const auto* array = find(key);
    if (array == nullptr) {
        return;
    }
    if (!array->is_array()) {
        fail(quoted(key) + " is no list", "write it as a list of objects");
    }
    for (const auto& element : *array) {
        if (!element.is_object()) {
            fail(quoted(key) + " holds something that is no object",
                 "write it as a list of objects");
        }
        EntryFields fields(element, m_place);
        use(fields);
    }
}

json EntryFields::rest() const {
    json others = json::object();
    for (const auto& [key, value] : m_entry.items()) {
        if (std::find(m_known.begin(), m_known.end(), key) == m_known.end()) {
            others[key] = value;
        }
    }
    return others;
}

std::optional<std::vector<text::ChatMessage>> messagesFrom(const json& value) {
    if (!value.is_array() || value.empty()) {
        return std::nullopt;
    }
    std::vector<text::ChatMessage> messages;
    for (const auto& turn : value) {
        if (!turn.is_object() || !turn.contains("role") || !turn.contains("content") ||
            !turn["role"].is_string() || !turn["content"].is_string()) {
            return std::nullopt;
        }
        messages.push_back({.role = turn["role"].get<std::string>(),
                            .content = turn["content"].get<std::string>()});
    }
    return messages;
}

}  // namespace lire::data
