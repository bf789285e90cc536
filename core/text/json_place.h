// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

namespace lire::text {

/// A value of a JSON file that knows where it stands, for errors. Borrows the value.
/// Thread: any.
class JsonPlace {
public:
    JsonPlace(const nlohmann::json& value, std::string file, std::string pointer = "")
        : m_value(&value), m_file(std::move(file)), m_pointer(std::move(pointer)) {}

    const nlohmann::json& value() const { return *m_value; }
    bool isAbsent() const { return m_value->is_null(); }

    /// A member of an object, an absent value where there is none; of an array.
    JsonPlace at(const std::string& name) const;
    JsonPlace at(std::size_t index) const;

    // The value as one kind; raise Error at this place where it is another.
    std::string text() const;
    std::string textOr(const std::string& absent) const { return isAbsent() ? absent : text(); }
    bool booleanOr(bool absent) const;
    std::int64_t integer() const;
    const nlohmann::json& array() const;
    const nlohmann::json& object() const;
    /// Raises Error: what is wrong here.
    [[noreturn]] void fail(const std::string& problem, const std::string& mend) const;

private:
    const nlohmann::json* m_value;
    std::string m_file;
    std::string m_pointer;
};

/// Parses a file. Raises Error where it is longer, nests deeper, is no JSON or cannot be read.
nlohmann::json readBoundedJson(const std::filesystem::path& path,
                               std::uintmax_t mostBytes,
                               int deepest);

}  // namespace lire::text
