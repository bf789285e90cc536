// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>

#include "core/error.h"
#include "ui/session.h"

class QTimer;

namespace lire::ui {

/// Reads the workspace on a thread of its own: looks about 4 times a second whether a writer has
/// committed, reads only what is new, and answers the window's numbered requests in their order.
/// Thread: the reader's, for all slots; signals arrive queued.
class StoreReader final : public QObject {
    Q_OBJECT
public:
    explicit StoreReader(std::filesystem::path workspace);
    ~StoreReader() override;

public Q_SLOTS:  // NOLINT(readability-redundant-access-specifiers): moc reads it
    /// Opens the store and begins to look.
    void begin();
    void watch(const QString& run);
    void readResponses(quint64 request,
                       const QString& run,
                       const lire::runs::ResponseFilter& filter);
    void readPrompts(quint64 request, const QString& run);

Q_SIGNALS:
    void runsRead(lire::ui::RunListPtr runs, lire::ui::ExperimentsPtr experiments);
    void runRead(const QString& id, lire::ui::RunSnapshotPtr run);
    void responsesRead(quint64 request, lire::ui::ResponsesPtr responses);
    void promptsRead(quint64 request, lire::ui::PromptsPtr prompts);
    void failed(const QString& place, const QString& problem, const QString& mend);

private:
    /// What is known of a watched run: its events grow by what lies behind `row`.
    struct Watched {
        std::int64_t row = 0;
        std::optional<runs::RunDefinition> definition = {};
        RunSnapshotPtr snapshot = {};
    };

    void look();
    /// Of runs that are new in the list: an experiment never changes.
    void readExperiments();
    void refresh(const std::string& id, Watched& watched);
    const runs::RunSummary* summaryOf(const std::string& id) const;
    /// Runs `work` and tells of what it throws, each sentence once until another follows.
    template <class Work>
    void guarded(const Work& work);
    void tell(const Error& error);

    std::filesystem::path m_workspace;
    std::unique_ptr<runs::RunReader> m_reader;
    QTimer* m_timer = nullptr;
    std::optional<std::int64_t> m_version = {};
    RunListPtr m_runs;
    ExperimentsPtr m_experiments = std::make_shared<ExperimentsPtr::element_type>();
    std::map<std::string, Watched> m_watched;
    std::string m_told;
};

}  // namespace lire::ui
