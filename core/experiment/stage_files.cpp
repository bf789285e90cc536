// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/stage_files.h"

#include <algorithm>
#include <fstream>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/training/checkpoint.h"
#include "core/weights/atomic_file.h"

namespace lire::experiment {

namespace {

std::filesystem::path created(std::filesystem::path folder) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) {
        throw Error(folder.string(),
                    "cannot be created (" + failure.message() + ")",
                    "free some space or make the workspace writable, then resume",
                    Blame::Running);
    }
    return folder;
}

/// What a folder holds, by name; nothing where it is not there.
std::vector<std::filesystem::path> entriesOf(const std::filesystem::path& folder) {
    std::error_code failure;
    std::vector<std::filesystem::path> entries;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
        entries.push_back(entry.path());
    }
    std::sort(entries.begin(), entries.end());
    return entries;
}

}  // namespace

StageFiles::StageFiles(std::filesystem::path runFolder) : m_runFolder(std::move(runFolder)) {}

std::filesystem::path StageFiles::folder(const std::string& stage) const {
    return created(m_runFolder / "stages" / stage);
}

std::filesystem::path StageFiles::rewardModelFolder(const std::string& name) const {
    return m_runFolder / "reward-models" / name;
}

std::filesystem::path StageFiles::adapterFolder(const std::string& name) const {
    return m_runFolder / "adapters" / name;
}

std::vector<std::filesystem::path> StageFiles::adapters() const {
    return entriesOf(m_runFolder / "adapters");
}

std::vector<std::filesystem::path> StageFiles::rewardModels() const {
    return entriesOf(m_runFolder / "reward-models");
}

void StageFiles::removeUnfinished() const {
    namespace fs = std::filesystem;
    std::vector<fs::path> unfinished;
    for (const auto* part : {"stages", "reward-models", "adapters"}) {
        std::error_code failure;  // a folder that is not there yet holds nothing
        for (fs::recursive_directory_iterator entry(m_runFolder / part, failure), end;
             !failure && entry != end;
             entry.increment(failure)) {
            // By kind and place, too: a policy's folder may have such a name.
            std::error_code absent;
            const bool isCheckpoint = entry->path().parent_path().filename() == "checkpoints" &&
                                      training::isUnfinishedCheckpoint(entry->path());
            if (isCheckpoint ||
                (entry->is_regular_file(absent) && weights::isTemporaryName(entry->path()))) {
                unfinished.push_back(entry->path());
            }
        }
    }
    for (const auto& path : unfinished) {
        std::error_code failure;  // one that stays is no harm
        fs::remove_all(path, failure);
    }
}

bool StageFiles::isDone(const std::string& stage) const {
    return std::filesystem::exists(m_runFolder / "stages" / stage / "done.json");
}

void StageFiles::markDone(const std::string& stage, const nlohmann::json& facts) const {
    writeJson(folder(stage) / "done.json", facts);
}

std::optional<nlohmann::json> StageFiles::readJson(const std::filesystem::path& path) {
    std::ifstream stream(path);
    auto json = nlohmann::json::parse(stream, nullptr, false);
    if (!stream || json.is_discarded()) {
        return std::nullopt;
    }
    return json;
}

void StageFiles::writeJson(const std::filesystem::path& path, const nlohmann::json& json) {
    weights::writeTextFile(path, json.dump() + "\n");
}

}  // namespace lire::experiment
