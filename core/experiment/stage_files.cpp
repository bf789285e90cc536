// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/stage_files.h"

#include <fstream>
#include <utility>

#include "core/error.h"
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
