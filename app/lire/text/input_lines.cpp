// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/text/input_lines.h"

#include <iostream>

#include "core/error.h"

namespace lire::app {

namespace {

template <class Json>
void forEachLine(const std::function<void(const Json& value, const std::string& place)>& use) {
    std::string line;
    for (std::size_t number = 1; std::getline(std::cin, line); ++number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) {
            continue;
        }
        const std::string place = "stdin:" + std::to_string(number);
        Json value;
        try {
            value = Json::parse(line);
        } catch (const nlohmann::json::parse_error& error) {
            throw Error(place,
                        "not JSON (at byte " + std::to_string(error.byte) + ")",
                        "write one JSON value a line");
        }
        use(value, place);
    }
}

}  // namespace

void forEachJsonLine(
    const std::function<void(const nlohmann::json& value, const std::string& place)>& use) {
    forEachLine(use);
}

void forEachOrderedLine(
    const std::function<void(const nlohmann::ordered_json& value, const std::string& place)>& use) {
    forEachLine(use);
}

}  // namespace lire::app
