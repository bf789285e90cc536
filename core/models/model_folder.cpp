// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/model_folder.h"

#include "core/error.h"
#include "core/text/tokenizer_json.h"
#include "core/weights/atomic_file.h"

namespace lire::models {

namespace {

namespace fs = std::filesystem;

void copyTokenizer(const fs::path& from, const fs::path& to) {
    for (const char* name : {"tokenizer.json",
                             "tokenizer_config.json",
                             "special_tokens_map.json",
                             "added_tokens.json",
                             "vocab.json",
                             "merges.txt",
                             "chat_template.jinja"}) {
        if (fs::exists(from / name)) {
            fs::copy_file(from / name, to / name, fs::copy_options::overwrite_existing);
        }
    }
}

}  // namespace

void writeModelFolder(const fs::path& directory,
                      const ModelSource& source,
                      const weights::NamedTensors& tensors,
                      const nlohmann::json& configChanges) {
    try {
        fs::create_directories(directory);
        if (fs::is_directory(source.path)) {
            copyTokenizer(source.path, directory);
        } else {
            text::writeTokenizerJson(
                source.tokenizer->vocabulary(), source.chatTemplateSource, directory);
        }
    } catch (const fs::filesystem_error& error) {
        throw Error(directory.string(),
                    error.code().message(),
                    "free room on the disk or choose a folder that can be written",
                    Blame::Running);
    }
    nlohmann::json generation = {{"eos_token_id", source.stopTokens}};
    if (source.tokenizer->bos()) {
        generation["bos_token_id"] = *source.tokenizer->bos();
    }
    weights::writeTextFile(directory / "generation_config.json", generation.dump(2) + "\n");
    auto config = source.configJson;
    config.erase("quantization_config");
    config.update(configChanges);
    weights::writeTextFile(directory / "config.json", config.dump(2) + "\n");
    // Last: a folder with its weights is complete.
    weights::writeSafetensors(directory / "model.safetensors", tensors);
}

}  // namespace lire::models
