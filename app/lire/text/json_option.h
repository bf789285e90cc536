// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace lire::app {

/// The value of an option that holds JSON. Raises Error that names the option.
nlohmann::json jsonOption(const std::string& option, const std::string& value);

}  // namespace lire::app
