// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QThread>
#include <QTimer>
#include <atomic>
#include <memory>

#include "core/experiment/preflight.h"

namespace lire::ui {

using ErrorsPtr = std::shared_ptr<const std::vector<Error>>;
using PreflightPtr = std::shared_ptr<const experiment::Preflight>;

/// Checks an experiment on a thread of its own: what is wrong with it at once, then what will run,
/// which reads the data files. Requests are numbered: only the newest one's answers arrive.
/// Thread: window.
class ExperimentCheck final : public QObject {
    Q_OBJECT
public:
    explicit ExperimentCheck(QObject* parent = nullptr);
    ~ExperimentCheck() override;

    /// `file` may not exist yet: relative paths start in its folder. Asked many times in a moment,
    /// the last one counts.
    void ask(const nlohmann::json& experiment, const std::filesystem::path& file);
    /// What is wrong is known without a check: checked() tells it once the typing pauses.
    void tell(const Error& error);
    /// True while an answer is still to come.
    bool busy() const { return m_busy; }

Q_SIGNALS:
    void checked(lire::ui::ErrorsPtr errors);
    void planned(lire::ui::PreflightPtr plan);

private:
    void send();

    QThread m_thread;
    QObject* m_worker;
    QTimer m_pause;
    nlohmann::json m_experiment;
    std::filesystem::path m_file;
    ErrorsPtr m_known;  ///< what tell() was given; null: there is a check to be made
    std::shared_ptr<std::atomic<quint64>> m_newest;
    bool m_busy = false;
};

}  // namespace lire::ui

Q_DECLARE_METATYPE(lire::ui::ErrorsPtr)
Q_DECLARE_METATYPE(lire::ui::PreflightPtr)
