// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/text/json_option.h"

#include "core/error.h"

namespace lire::app {

nlohmann::json jsonOption(const std::string& option, const std::string& value) {
    try {
        return nlohmann::json::parse(value);
    } catch (const nlohmann::json::parse_error& error) {
        throw Error(option,
                    "not JSON (at byte " + std::to_string(error.byte) + ")",
                    "write for example '{\"temperature\": 2}'");
    }
}

}  // namespace lire::app
