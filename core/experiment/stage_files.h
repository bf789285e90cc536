// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace lire::experiment {

/// A run's folder on disk: stages/NAME/ with what a stage makes, done.json in it when it is
/// complete; reward-models/NAME and adapters/NAME with what others load. Every file appears whole
/// or not at all, so that a kill at any moment leaves complete pieces only. Thread: worker.
class StageFiles {
public:
    explicit StageFiles(std::filesystem::path runFolder);

    const std::filesystem::path& runFolder() const { return m_runFolder; }
    /// stages/NAME, created.
    std::filesystem::path folder(const std::string& stage) const;
    std::filesystem::path rewardModelFolder(const std::string& name) const;
    std::filesystem::path adapterFolder(const std::string& name) const;

    /// Folders of the results that are there, by name.
    std::vector<std::filesystem::path> adapters() const;
    std::vector<std::filesystem::path> rewardModels() const;

    /// Removes what a killed run left under temporary names. Only while nothing writes.
    void removeUnfinished() const;

    bool isDone(const std::string& stage) const;
    /// Writes done.json, the stage's last act.
    void markDone(const std::string& stage, const nlohmann::json& facts) const;

    /// A JSON file; nothing where there is none or it is damaged (it is then made again).
    static std::optional<nlohmann::json> readJson(const std::filesystem::path& path);
    static void writeJson(const std::filesystem::path& path, const nlohmann::json& json);

private:
    std::filesystem::path m_runFolder;
};

}  // namespace lire::experiment
