// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/input_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/experiment/digest.h"
#include "core/models/built_in.h"
#include "core/models/model_files.h"

namespace lire::experiment {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Of weights: together a mebibyte, whatever their size.
constexpr std::uint64_t blocks = 256;
constexpr std::uint64_t blockBytes = 4096;

std::ifstream openFile(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw Error(path.string(), "cannot be read", "name a readable file");
    }
    return file;
}

json factsOf(const fs::path& path, std::uint64_t bytes, const Digest& digest) {
    return {{"path", path.string()}, {"bytes", bytes}, {"digest", digest.text()}};
}

json wholeFacts(const fs::path& path) {
    auto file = openFile(path);
    Digest digest;
    std::string block(std::size_t{1} << 20U, '\0');
    std::uint64_t bytes = 0;
    while (file.read(block.data(), static_cast<std::streamsize>(block.size())), file.gcount() > 0) {
        const auto count = static_cast<std::size_t>(file.gcount());
        digest.add(std::string_view(block).substr(0, count));
        bytes += count;
    }
    return factsOf(path, bytes, digest);
}

json spreadFacts(const fs::path& path) {
    auto file = openFile(path);
    const auto bytes = static_cast<std::uint64_t>(fs::file_size(path));
    if (bytes <= blocks * blockBytes) {
        return wholeFacts(path);
    }
    Digest digest;
    std::string block(blockBytes, '\0');
    const auto last = bytes - blockBytes;  // where the last block begins
    for (std::uint64_t i = 0; i < blocks; ++i) {
        const auto begin = last / (blocks - 1) * i + last % (blocks - 1) * i / (blocks - 1);
        file.seekg(static_cast<std::streamoff>(begin));
        file.read(block.data(), static_cast<std::streamsize>(blockBytes));
        digest.add(std::string_view(block).substr(0, static_cast<std::size_t>(file.gcount())));
    }
    return factsOf(path, bytes, digest);
}

json filesFacts(const fs::path& model) {
    json files = json::array();
    for (const auto& path : models::modelFiles(model)) {
        const auto kind = path.extension();
        const bool weights = kind == ".safetensors" || kind == ".gguf";
        files.push_back(weights ? spreadFacts(path) : wholeFacts(path));
    }
    return files;
}

/// Files that were added, removed or written anew.
std::set<std::string> differing(const json& before, const json& now) {
    const auto byPath = [](const json& files) {
        std::map<std::string, json> facts;
        for (const auto& file : files) {
            facts[file.at("path").get<std::string>()] = file;
        }
        return facts;
    };
    const auto former = byPath(before);
    const auto latter = byPath(now);
    std::set<std::string> paths;
    for (const auto& [one, other] : {std::pair(&former, &latter), std::pair(&latter, &former)}) {
        for (const auto& [path, facts] : *one) {
            const auto found = other->find(path);
            if (found == other->end() || found->second != facts) {
                paths.insert(path);
            }
        }
    }
    return paths;
}

}  // namespace

json dataFacts(const Experiment& resolved) {
    json files = json::array();
    for (const auto* list : {&resolved.data.train, &resolved.data.test}) {
        for (const auto& file : *list) {
            files.push_back(wholeFacts(file));
        }
    }
    return files;
}

json modelFacts(const Experiment& resolved) {
    std::vector<std::string> all = {resolved.policy.model};
    const auto add = [&all](const std::optional<std::string>& path) {
        if (path) {
            all.push_back(*path);
        }
    };
    add(resolved.policy.adapter);
    for (const auto& reward : resolved.rewardModels) {
        add(reward.model);
        if (reward.train) {
            add(reward.train->model);
        }
    }
    json models = json::array();
    std::set<std::string> listed;
    for (const auto& model : all) {
        if (!models::builtInPath(model) && listed.insert(model).second) {
            models.push_back({{"path", model}, {"files", filesFacts(model)}});
        }
    }
    return models;
}

void requireUnchanged(const json& settings) {
    if (!settings.is_object()) {
        return;  // it was never resolved
    }
    std::vector<Error> errors;
    const auto compare = [&errors](const json& before, const json& now) {
        for (const auto& path : differing(before, now)) {
            errors.emplace_back(path,
                                "has changed since the run began",
                                "put back what it was, or start a new run");
        }
    };
    const auto pathOf = [](const json& facts) { return facts.at("path").get<std::string>(); };
    std::error_code absent;
    for (const auto& file : settings.value("data", json::array())) {
        if (fs::exists(pathOf(file), absent)) {
            compare(json::array({file}), json::array({wholeFacts(pathOf(file))}));
        }
    }
    for (const auto& model : settings.value("models", json::array())) {
        if (fs::exists(pathOf(model), absent)) {
            compare(model.at("files"), filesFacts(pathOf(model)));
        }
    }
    if (!errors.empty()) {
        throw Errors(std::move(errors));
    }
}

}  // namespace lire::experiment
