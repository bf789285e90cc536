// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/read_model_file.h"

#include <fstream>
#include <sstream>

#include "core/error.h"
#include "core/json_text.h"

namespace lire::models {

std::string readModelText(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    if (!file) {
        throw Error(path.string(), "cannot be read", "name a readable file");
    }
    return content.str();
}

nlohmann::json readModelJson(const std::filesystem::path& path) {
    auto value = parseJson(
        readModelText(path),
        {.place = path.string(), .mend = "correct the file, or fetch it again", .lines = true});
    if (!value.is_object()) {
        throw Error(path.string(), "not a JSON object", "fetch the file again: it is damaged");
    }
    return value;
}

}  // namespace lire::models
