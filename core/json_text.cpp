// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/json_text.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "core/error.h"

namespace lire {

namespace {

std::string lineOf(std::string_view text, std::size_t byte) {
    const auto before = text.substr(0, byte);
    return std::to_string(1 + std::count(before.begin(), before.end(), '\n'));
}

/// The number that the library could not read: its message ends with it, quoted.
std::string numberIn(const std::string& message) {
    const auto begin = message.find('\'');
    const auto end = message.rfind('\'');
    return begin == std::string::npos || end <= begin
               ? "a number"
               : "the number " + message.substr(begin + 1, end - begin - 1);
}

template <class Json>
Json parse(std::string_view text, const JsonOrigin& origin) {
    const auto placeAt = [&](std::size_t byte) {
        return origin.lines ? origin.place + ":" + lineOf(text, byte) : origin.place;
    };
    try {
        return Json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        throw Error(placeAt(error.byte),
                    origin.lines ? origin.problem
                                 : origin.problem + " (at byte " + std::to_string(error.byte) + ")",
                    origin.mend);
    } catch (const nlohmann::json::exception& error) {
        const auto number = numberIn(error.what());
        const auto at = text.find(number.substr(number.rfind(' ') + 1));
        throw Error(placeAt(at == std::string_view::npos ? 0 : at),
                    number + " is beyond the range of numbers",
                    "write numbers between -1e308 and 1e308");
    }
}

}  // namespace

nlohmann::json parseJson(std::string_view text, const JsonOrigin& origin) {
    return parse<nlohmann::json>(text, origin);
}

nlohmann::ordered_json parseOrderedJson(std::string_view text, const JsonOrigin& origin) {
    return parse<nlohmann::ordered_json>(text, origin);
}

std::string readWholeFile(const std::filesystem::path& path, const std::string& what) {
    std::error_code reason;
    if (std::filesystem::is_directory(path, reason)) {
        throw Error(path.string(), what + " is a folder", "name a readable JSON file");
    }
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw Error(path.string(), what + " cannot be read", "name a readable JSON file");
    }
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace lire
