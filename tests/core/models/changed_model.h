// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "core/models/tiny.h"
#include "core/weights/load_stored.h"
#include "core/weights/safetensors_file.h"
#include "core/weights/safetensors_writer.h"

/// Copies of the tiny models in which one thing is another.
namespace lire::tiny {

class ChangedModel {
public:
    explicit ChangedModel(const std::string& name)
        : m_path(std::filesystem::path(m_folder.path().toStdString()) / name) {
        std::filesystem::copy(folder(name), m_path);
        for (const auto& entry : std::filesystem::directory_iterator(m_path)) {
            permissions(
                entry, std::filesystem::perms::owner_write, std::filesystem::perm_options::add);
        }
    }

    const std::filesystem::path& path() const { return m_path; }
    std::shared_ptr<const models::ModelSource> open() const {
        return models::openModel(m_path.string());
    }
    nlohmann::json config() const {
        std::ifstream file(m_path / "config.json");
        return nlohmann::json::parse(file);
    }
    void configure(const nlohmann::json& changes) const {
        auto changed = config();
        changed.update(changes);
        std::ofstream(m_path / "config.json") << changed.dump();
    }
    /// Puts tensors in the place of others, or beside them.
    void store(const std::map<std::string, at::Tensor>& changes) const {
        const auto path = m_path / "model.safetensors";
        weights::NamedTensors tensors(changes.begin(), changes.end());
        const weights::SafetensorsFile old(path);
        for (const auto& info : old.tensors()) {
            if (!changes.contains(info.name)) {
                tensors.emplace_back(info.name, weights::loadStored(old, info.name, at::kFloat));
            }
        }
        weights::writeSafetensors(path, tensors);
    }

private:
    QTemporaryDir m_folder;
    std::filesystem::path m_path;
};

}  // namespace lire::tiny
