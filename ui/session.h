// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "core/runs/run_reader.h"
#include "ui/theme/palette.h"

namespace lire::ui {

/// A run as the pages see it: a finished snapshot, shared, never changed.
// NOLINTNEXTLINE(bugprone-exception-escape): the default of its JSON is null, which cannot throw.
struct RunSnapshot {
    runs::RunSummary summary = {};
    runs::RunDefinition definition = {};
    std::vector<runs::Event> events = {};
};
using RunSnapshotPtr = std::shared_ptr<const RunSnapshot>;
using RunListPtr = std::shared_ptr<const std::vector<runs::RunSummary>>;
/// Runs' experiments by id, of all that the list has.
using ExperimentsPtr =
    std::shared_ptr<const std::map<std::string, std::shared_ptr<const nlohmann::json>>>;
using ResponsesPtr = std::shared_ptr<const std::vector<runs::ResponseRecord>>;
using PromptsPtr = std::shared_ptr<const std::vector<runs::PromptRecord>>;

/// What is chosen, the same on every page.
struct Selection {
    QString run = {};
    QString policy = {};
    std::optional<double> temperature = {};
    std::optional<qint64> step = {};
    QString prompt = {};                ///< prompt id
    std::vector<QString> prompts = {};  ///< a filter: empty means all
    QString filter = {};                ///< the filter in words, for its chip
    bool operator==(const Selection&) const = default;
};

/// The window's one model: workspace, selection, snapshots, job control. Owns the store reader's
/// thread and the job runner; the pages talk to it and never to each other. Thread: window.
class Session : public QObject {
    Q_OBJECT
public:
    /// Raises Error where the workspace cannot be used. `readOnly`: no worker (pictures).
    explicit Session(std::filesystem::path workspace,
                     bool readOnly = false,
                     QObject* parent = nullptr);
    ~Session() override;

    const std::filesystem::path& workspace() const;
    RunListPtr runs() const;
    /// Of any listed run, chosen or not; null where it cannot be read.
    std::shared_ptr<const nlohmann::json> experiment(const std::string& run) const;
    /// Null until it has arrived: ask by watchRun(), wait for runChanged().
    RunSnapshotPtr run(const QString& id) const;
    /// Keeps this run's snapshot fresh (about 4 times a second while it changes).
    void watchRun(const QString& id);
    /// Asks the reader's thread; the answer arrives by responsesReady()/promptsReady() with the
    /// number returned.
    quint64 askResponses(const QString& run, const runs::ResponseFilter& filter);
    quint64 askPrompts(const QString& run);

    const Selection& selection() const;
    void select(const Selection& selection);
    /// Ids of the runs that the page Frontier shows together: their policies' marks depend on it
    /// (report::variantPolicies). No signal.
    const std::set<std::string>& shownRuns() const;
    void setShownRuns(const std::set<std::string>& runs);
    Theme theme() const;
    void setTheme(Theme theme);

    // --- jobs: return at once; a wrong experiment or a held workspace arrives by failed() ------
    void start(const nlohmann::json& experiment, const QString& experimentFile);
    /// Goes on with this experiment's newest unfinished run, or starts one; a finished one is
    /// shown.
    void resumeOrStart(const nlohmann::json& experiment, const QString& experimentFile);
    void resume(const QString& run);
    void pause();
    void unpause();
    /// Ends the run at work with its state saved, or takes a waiting one out of the queue; the next
    /// one that waits begins.
    void stop(const QString& run);
    /// Whether this window has the workspace: what waits in it waits here.
    bool holds() const;
    bool busy() const;
    bool paused() const;
    QString currentRun() const;
    /// Opens a page ("responses"), as a double click on a mark does.
    void openPage(const QString& id);
    /// Opens the page Experiment with this file; empty: with a new experiment.
    void openExperiment(const QString& file = {});
    /// Opens the run's report, where the workspace lies now, in the desktop's program for it;
    /// failed() tells the path where there is none or nothing opens it.
    void openReport(const QString& run);
    /// Opens the page Experiment with the file that the run was started from; where that is gone,
    /// with the record that lies with the run, as one that lies in no file yet.
    void editExperimentOf(const QString& run);
    /// Goes on with the demonstration, or starts it, and shows its job. failed() where its files
    /// are not installed.
    void runDemo();

Q_SIGNALS:
    void runsChanged();
    void runChanged(const QString& id);
    void responsesReady(quint64 request, lire::ui::ResponsesPtr responses);
    void promptsReady(quint64 request, lire::ui::PromptsPtr prompts);
    void selectionChanged();
    void themeChanged();
    void jobChanged();
    void eventArrived(const lire::runs::Event& event);
    void failed(const QString& place, const QString& problem, const QString& mend);
    /// Another program works in the workspace (which one, in words): its runs are watched.
    void watching(const QString& place, const QString& problem);
    void pageWanted(const QString& id);
    void experimentWanted(const QString& file);

private:
    void beginControl();
    void tellReadOnly();

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

}  // namespace lire::ui

Q_DECLARE_METATYPE(lire::runs::Event)
Q_DECLARE_METATYPE(lire::ui::RunListPtr)
Q_DECLARE_METATYPE(lire::ui::RunSnapshotPtr)
Q_DECLARE_METATYPE(lire::ui::ResponsesPtr)
Q_DECLARE_METATYPE(lire::ui::PromptsPtr)
