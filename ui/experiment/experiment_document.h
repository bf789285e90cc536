// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QUndoStack>
#include <filesystem>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace lire::ui {

/// An experiment file as it is being edited: form and JSON view show it and change it here, so the
/// two are always in step. Every change can be undone; changes of one place shortly after another
/// are one step. Thread: window.
class ExperimentDocument final : public QObject {
    Q_OBJECT
public:
    explicit ExperimentDocument(QObject* parent = nullptr);

    const nlohmann::json& json() const { return m_json; }
    /// The value at a pointer; null (discarded) where there is none.
    const nlohmann::json* find(const std::string& pointer) const;

    /// Writes a value, making the objects above it where they are absent; absent: removes the key.
    void set(const std::string& pointer, std::optional<nlohmann::json> value, const QString& what);
    /// Another whole file content; `mergeKey`: as set()'s pointer.
    void replace(nlohmann::json json, const QString& what, const std::string& mergeKey = {});

    /// Empty until it was opened from or saved to a file.
    const std::filesystem::path& file() const { return m_file; }
    /// Where relative paths start.
    std::filesystem::path folder() const;
    bool modified() const { return !m_undo->isClean(); }
    QUndoStack* undoStack() const { return m_undo; }

    /// Takes another file's content (no undo past it). Raises Error where it cannot be read.
    void open(const std::filesystem::path& file);
    /// Begins one that lies in no file; its relative paths start at `folder`.
    void begin(nlohmann::json json, const std::filesystem::path& folder);
    /// Writes the file whole or not at all. In another folder, relative paths are written as whole
    /// ones. Raises Error.
    void save(const std::filesystem::path& file);

Q_SIGNALS:
    void changed();
    /// Another file, or its state of being saved.
    void fileChanged();

private:
    friend class DocumentEdit;
    void apply(nlohmann::json json);

    nlohmann::json m_json = nlohmann::json::object();
    std::filesystem::path m_file;
    std::filesystem::path m_folder;
    QUndoStack* m_undo;
};

}  // namespace lire::ui
