// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/model_files.h"

#include <algorithm>

#include "core/weights/safetensors_file.h"

namespace lire::models {

namespace fs = std::filesystem;

std::vector<fs::path> modelFiles(const fs::path& model) {
    if (!fs::is_directory(model)) {
        return {model};
    }
    std::vector<fs::path> files;
    for (const char* name : {"adapter_config.json",
                             "adapter_model.safetensors",
                             "chat_template.jinja",
                             "config.json",
                             "generation_config.json",
                             "model.safetensors",
                             "tokenizer.json",
                             "tokenizer_config.json"}) {
        if (fs::exists(model / name)) {
            files.push_back(model / name);
        }
    }
    const auto index = model / "model.safetensors.index.json";
    if (!fs::exists(model / "model.safetensors") && fs::exists(index)) {
        files.push_back(index);
        for (auto& shard : weights::shardsOf(index)) {
            if (fs::exists(shard)) {
                files.push_back(std::move(shard));
            }
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace lire::models
