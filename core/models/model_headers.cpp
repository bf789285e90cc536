// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/model_headers.h"

#include "core/error.h"
#include "core/models/gguf_names.h"
#include "core/models/read_config.h"
#include "core/models/read_model_file.h"
#include "core/weights/gguf.h"
#include "core/weights/gguf_file.h"
#include "core/weights/safetensors_file.h"

namespace lire::models {

namespace {

namespace fs = std::filesystem;

std::shared_ptr<const weights::TensorFile> openTensors(const fs::path& folder) {
    for (const char* name : {"model.safetensors", "model.safetensors.index.json"}) {
        if (fs::exists(folder / name)) {
            return std::make_shared<const weights::SafetensorsFile>(folder / name);
        }
    }
    throw Error(folder.string(),
                "no model.safetensors is in it",
                "save the model as safetensors (PyTorch's .bin files are never read)");
}

ModelHeaders readFolder(const fs::path& folder) {
    const auto path = folder / "config.json";
    if (!fs::exists(path)) {
        throw Error(folder.string(),
                    "no config.json is in it",
                    "name a folder as transformers saves it, or a GGUF file");
    }
    ModelHeaders headers{.path = folder};
    headers.configJson = readModelJson(path);
    headers.config = readConfig(headers.configJson, path.string());
    headers.architecture = headers.configJson["model_type"].get<std::string>();
    headers.tensors = openTensors(folder);
    return headers;
}

ModelHeaders readGguf(const fs::path& path) {
    // Not in the braces: where it raises there, GCC 12 destroys what `config` holds twice.
    ModelHeaders headers{.path = path};
    headers.gguf = std::make_shared<const weights::Gguf>(path);
    headers.architecture = headers.gguf->text("general.architecture", "");
    headers.config = readConfig(*headers.gguf);
    headers.configJson = writeConfig(headers.config);
    headers.tensors =
        std::make_shared<const weights::GgufFile>(headers.gguf, ggufNames(headers.config));
    return headers;
}

}  // namespace

ModelHeaders readHeaders(const fs::path& path) {
    return fs::is_directory(path) ? readFolder(path) : readGguf(path);
}

}  // namespace lire::models
