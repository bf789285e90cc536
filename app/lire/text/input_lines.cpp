// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/text/input_lines.h"

#include <iostream>

#include "core/json_text.h"

namespace lire::app {

namespace {

/// `parse` reads one line; `use` takes what it gives.
template <class Json>
void forEachLine(Json (*parse)(std::string_view text, const JsonOrigin& origin),
                 const std::function<void(const Json& value, const std::string& place)>& use) {
    std::string line;
    for (std::size_t number = 1; std::getline(std::cin, line); ++number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) {
            continue;
        }
        const std::string place = "stdin:" + std::to_string(number);
        use(parse(line, {.place = place, .mend = "write one JSON value a line"}), place);
    }
}

}  // namespace

void forEachJsonLine(
    const std::function<void(const nlohmann::json& value, const std::string& place)>& use) {
    forEachLine(parseJson, use);
}

void forEachOrderedLine(
    const std::function<void(const nlohmann::ordered_json& value, const std::string& place)>& use) {
    forEachLine(parseOrderedJson, use);
}

}  // namespace lire::app
