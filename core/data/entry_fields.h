// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/data/group.h"

namespace lire::data {

/// Takes the fields of one entry, checked: each call returns a field and marks it as known; what
/// was never asked for is rest(). An absent field and null are the same. All raise Error at the
/// entry's place, with the field's name, where the type is wrong. Thread: any; borrows the entry.
class EntryFields {
public:
    EntryFields(const nlohmann::json& entry, std::string place);

    /// The field, or null. Nothing is checked.
    const nlohmann::json* find(std::string_view key);
    std::optional<std::string> text(std::string_view key);
    std::optional<double> number(std::string_view key);
    std::optional<std::int64_t> integer(std::string_view key);
    std::optional<bool> boolean(std::string_view key);
    /// Raises Error too where the field is missing.
    std::string requiredText(std::string_view key);
    /// A string, or a whole number in digits (many files number their entries).
    std::string id();
    /// A string or messages; absent: an empty string.
    std::variant<std::string, std::vector<text::ChatMessage>> prompt(std::string_view key);
    std::vector<std::string> texts(std::string_view key);
    std::vector<double> numbers(std::string_view key);
    std::vector<bool> booleans(std::string_view key);
    std::vector<text::TokenId> ids(std::string_view key);
    std::vector<std::vector<text::TokenId>> idLists(std::string_view key);
    /// Calls `use` with each object of an array; the fields inside are the call's own.
    void objects(std::string_view key, const std::function<void(EntryFields& fields)>& use);
    /// The fields that were not asked for.
    nlohmann::json rest() const;

    const std::string& place() const { return m_place; }
    [[noreturn]] void fail(const std::string& problem, const std::string& mend) const;

private:
    template <class Value, class Read>
    std::vector<Value> list(std::string_view key, const char* mend, Read read);

    const nlohmann::json& m_entry;
    std::string m_place;
    std::vector<std::string> m_known;
};

/// [{"role": …, "content": …}, …] as messages; none where `value` is anything else.
std::optional<std::vector<text::ChatMessage>> messagesFrom(const nlohmann::json& value);

}  // namespace lire::data
