// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lire/text/json_option.h"

#include "core/json_text.h"

namespace lire::app {

nlohmann::json jsonOption(const std::string& option, const std::string& value) {
    return parseJson(value, {.place = option, .mend = "write for example '{\"temperature\": 2}'"});
}

}  // namespace lire::app
