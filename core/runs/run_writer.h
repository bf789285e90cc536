// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "core/runs/event.h"
#include "core/runs/run_records.h"

namespace lire::runs {

/// The one writer of a workspace: holds its lock file (flock) while it lives, creates folder and
/// database, brings an older database up to date by migrations. Every call is one transaction.
/// Raises Error (Blame::Running: disk full, read-only, damaged; Blame::Input: another program's
/// worker holds the workspace, not a workspace, a newer program's). Thread: any; calls are
/// serialized.
class RunWriter : public EventSink {
public:
    explicit RunWriter(std::filesystem::path workspace);
    ~RunWriter() override;

    const std::filesystem::path& workspace() const;
    /// runs/ID under the workspace, created.
    std::filesystem::path runFolder(const std::string& run) const;
    /// A new run in state "queued"; its id comes from the time and the name and is unique.
    std::string createRun(const std::string& name,
                          const std::string& digest,
                          const RunDefinition& definition);
    /// Stores an event and adds it to the run's log.jsonl; a StateEvent also changes the run's
    /// summary.
    void receive(const Event& event) override;
    /// Inserts or replaces (same run and prompt id).
    void savePrompts(const std::string& run, std::span<const PromptRecord> prompts);
    /// Replaces what stands for the same run, policy, step, full and temperature: saving an
    /// evaluation again after a kill leaves no doubles. All records must share those four.
    void saveResponses(const std::string& run, std::span<const ResponseRecord> responses);
    /// Deletes the run's events of a stage (a stage begun anew after a kill leaves no doubles) with
    /// step events of step > `afterStep` only when afterStep >= 0.
    void forgetStage(const std::string& run, const std::string& stage, std::int64_t afterStep = -1);
    /// Runs found "running" or "paused" though no worker lives become "stopped". What is "queued"
    /// waits still: it never began.
    void closeInterrupted();
    /// Deletes a run's rows and folder.
    void removeRun(const std::string& run);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

}  // namespace lire::runs
