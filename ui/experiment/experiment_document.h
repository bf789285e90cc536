// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QUndoStack>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json_text.h"

namespace lire::ui {

/// An experiment file as it is being edited: form and JSON view show it and change it here, so the
/// two are always in step. Every change can be undone, another file or a new experiment as well;
/// changes of one place shortly after another are one step. Thread: window.
class ExperimentDocument final : public QObject {
    Q_OBJECT
public:
    explicit ExperimentDocument(QObject* parent = nullptr);

    /// While the text has a fault: what it said before.
    const nlohmann::json& json() const { return m_content.json; }
    /// The value at a pointer; null (discarded) where there is none.
    const nlohmann::json* find(const std::string& pointer) const;

    /// Writes a value, making what holds it where that is absent or no section; absent: removes the
    /// key.
    void set(const std::string& pointer, std::optional<nlohmann::json> value, const QString& what);
    /// Another whole file content; `mergeKey`: as set()'s pointer.
    void replace(nlohmann::json json, const QString& what, const std::string& mergeKey = {});
    /// The whole content as text, as it is typed: a text that is no experiment is kept, too, until
    /// another edit takes its place.
    void setText(const std::string& text);

    /// What is wrong with the text that was typed, and that text; null: json() is all there is.
    const JsonFault* fault() const { return m_fault ? &*m_fault : nullptr; }
    const std::string* brokenText() const;

    /// Empty until it was opened from or saved to a file.
    const std::filesystem::path& file() const { return home().file; }
    /// Where relative paths start.
    std::filesystem::path folder() const;
    /// The file holds another content than this; false where there is no file and no fault.
    bool modified() const;
    QUndoStack* undoStack() const { return m_undo; }

    /// Takes another file's content. Raises Error where it cannot be read.
    void open(const std::filesystem::path& file);
    /// Takes a file's content as one that lies in no file: saving writes another one.
    void openCopy(const std::filesystem::path& file);
    /// Begins one that lies in no file; its relative paths start at `folder`.
    void begin(nlohmann::json json, const std::filesystem::path& folder);
    /// Writes the file whole or not at all. In another folder, relative paths are written as whole
    /// ones. Raises Error; with a fault in the text, too: its place is the line. So it does where
    /// another program changed the file that is open.
    void save(const std::filesystem::path& file);

    /// Content, file and every step that can be undone or done again.
    nlohmann::json history() const;
    /// What history() gave takes the place of everything. False, and nothing is changed, where it
    /// is damaged. A file that was another one since is shown as it is now, which can be undone;
    /// where edits were not saved, they stay, and save() tells of it.
    bool restore(const nlohmann::json& history);

Q_SIGNALS:
    void changed();
    /// Another file, or its state of being saved.
    void fileChanged();

private:
    friend class DocumentEdit;

    /// Where an experiment lies: the steps since it was opened or begun share it.
    struct Home {
        std::filesystem::path file = {};
        std::filesystem::path folder = {};  ///< of relative paths where there is no file
        /// What the file held when it was last read or written here; null: what cannot be read.
        std::optional<nlohmann::json> saved{};
    };
    /// What a step changes.
    struct Content {
        nlohmann::json json = nlohmann::json::object();
        std::optional<std::string> brokenText{};
        std::size_t home = 0;  ///< of m_homes
        bool operator==(const Content&) const = default;
    };

    const Home& home() const { return m_homes[m_content.home]; }
    void take(Content content, const QString& what);
    /// Raises Error where another program wrote the open file since.
    void requireUnchanged(const std::filesystem::path& target) const;
    /// What the file holds now, whichever steps belong to it.
    void noteSaved(const std::filesystem::path& file, const nlohmann::json& json);
    /// Shows what another program wrote into the file.
    void takeWhatTheFileHolds();
    void push(Content content, const QString& what, const std::string& mergeKey);
    void apply(const Content& content);

    Content m_content;
    std::optional<JsonFault> m_fault;
    std::vector<Home> m_homes = std::vector<Home>(1);
    QUndoStack* m_undo;
    bool m_quiet = false;  ///< steps are being restored
};

}  // namespace lire::ui
