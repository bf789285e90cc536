// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/built_in.h"

#include <algorithm>
#include <cstdlib>

#include "core/suggestion.h"

namespace lire::models {

namespace {

std::filesystem::path modelsFolder() {
    if (const char* models = std::getenv("LIRE_MODELS"); models != nullptr && *models != '\0') {
        return models;
    }
    if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != '\0') {
        return std::filesystem::path(data) / "lire" / "models";
    }
    const char* home = std::getenv("HOME");
    return std::filesystem::path(home != nullptr ? home : "/root") / ".local/share/lire/models";
}

}  // namespace

const std::vector<BuiltIn>& builtIns() {
    static const std::vector<BuiltIn> all = {{.name = "smollm2-135m-instruct",
                                              .file = "smollm2-135m-instruct.gguf",
                                              .title = "SmolLM2-135M-Instruct"}};
    return all;
}

std::string nearestBuiltIn(const std::string& wrong) {
    std::vector<std::string> names;
    for (const auto& known : builtIns()) {
        names.push_back(known.name);
    }
    return nearName(wrong, names).value_or(names.front());
}

std::optional<std::filesystem::path> builtInPath(const std::string& name) {
    const auto& all = builtIns();
    const auto found = std::find_if(
        all.begin(), all.end(), [&name](const BuiltIn& model) { return model.name == name; });
    if (found == all.end()) {
        return std::nullopt;
    }
    return modelsFolder() / found->file;
}

}  // namespace lire::models
