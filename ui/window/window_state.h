// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <filesystem>
#include <functional>

#include <nlohmann/json.hpp>

namespace lire::ui {

/// Keeps what the window restores in workspace/window.json: asks `take` once a second and writes
/// the file where the answer is another one. A workspace without a folder gets none; a file that is
/// no JSON counts as absent. Thread: window.
class WindowState final : public QObject {
    Q_OBJECT
public:
    /// `take` gives the state as it is now; it is not asked before begin().
    WindowState(const std::filesystem::path& workspace,
                std::function<nlohmann::json()> take,
                QObject* parent = nullptr);

    /// The state as stored; an empty object where there is none.
    const nlohmann::json& stored() const { return m_stored; }
    void begin();
    /// Writes now where it has changed. Failing is silent: the state is a comfort, not a result.
    void save();

private:
    std::filesystem::path m_file;
    std::function<nlohmann::json()> m_take;
    nlohmann::json m_stored;
};

}  // namespace lire::ui
