// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/json_place.h"

#include <fstream>

#include "core/error.h"

namespace lire::text {

namespace {

constexpr const char* correct = "correct the file, or fetch it again";

}  // namespace

JsonPlace JsonPlace::at(const std::string& name) const {
    static const nlohmann::json absent;
    const auto found = m_value->is_object() ? m_value->find(name) : m_value->end();
    const bool there = m_value->is_object() && found != m_value->end();
    return {there ? *found : absent, m_file, m_pointer + "/" + name};
}

JsonPlace JsonPlace::at(std::size_t index) const {
    return {array().at(index), m_file, m_pointer + "/" + std::to_string(index)};
}

std::string JsonPlace::text() const {
    if (!m_value->is_string()) {
        fail("a string is needed here", correct);
    }
    return m_value->get<std::string>();
}

bool JsonPlace::booleanOr(bool absent) const {
    if (isAbsent()) {
        return absent;
    }
    if (!m_value->is_boolean()) {
        fail("true or false is needed here", correct);
    }
    return m_value->get<bool>();
}

std::int64_t JsonPlace::integer() const {
    if (!m_value->is_number_integer()) {
        fail("an integer is needed here", correct);
    }
    return m_value->get<std::int64_t>();
}

const nlohmann::json& JsonPlace::array() const {
    if (!m_value->is_array()) {
        fail("an array is needed here", correct);
    }
    return *m_value;
}

const nlohmann::json& JsonPlace::object() const {
    if (!m_value->is_object()) {
        fail("an object is needed here", correct);
    }
    return *m_value;
}

void JsonPlace::fail(const std::string& problem, const std::string& mend) const {
    throw Error(m_file + (m_pointer.empty() ? "" : "#" + m_pointer), problem, mend);
}

nlohmann::json readBoundedJson(const std::filesystem::path& path,
                               std::uintmax_t mostBytes,
                               int deepest) {
    std::error_code failed;
    const std::uintmax_t size = std::filesystem::file_size(path, failed);
    if (failed) {
        throw Error(path.string(), "cannot be read: " + failed.message(), "name a readable file");
    }
    if (size > mostBytes) {
        throw Error(path.string(),
                    "is longer than " + std::to_string(mostBytes >> 20U) + " MiB",
                    "use a smaller file");
    }
    std::ifstream file(path, std::ios::binary);
    std::string content(static_cast<std::size_t>(size), '\0');
    if (!file.read(content.data(), static_cast<std::streamsize>(size))) {
        throw Error(path.string(), "cannot be read", "name a readable file");
    }
    try {
        return nlohmann::json::parse(
            content,
            [&](int depth, nlohmann::json::parse_event_t /*event*/, nlohmann::json& /*parsed*/) {
                if (depth > deepest) {
                    throw Error(path.string(),
                                "nests deeper than " + std::to_string(deepest) + " levels",
                                correct);
                }
                return true;
            });
    } catch (const nlohmann::json::parse_error& error) {
        throw Error(path.string() + "#byte " + std::to_string(error.byte), "no JSON", correct);
    } catch (const nlohmann::json::exception&) {  // a number such as 1e999
        throw Error(path.string(), "holds a number beyond the range of numbers", correct);
    }
}

}  // namespace lire::text
