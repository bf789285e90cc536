// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/runs/event.h"

namespace lire::experiment {

/// Runs experiments, one after another, on a worker thread of its own. Everything that happens
/// goes to the workspace's store and to `sink` as events (runs/event.h); errors while running
/// arrive as a message and the state "failed", never as an exception from the worker.
/// Thread: any for all members; `sink` is called on the worker's.
class JobRunner {
public:
    /// The workspace's folder is created where it is absent. Raises Error where it cannot be
    /// written, is not a workspace, or another program's worker holds it.
    JobRunner(std::filesystem::path workspace, runs::EventSink& sink);
    /// Stops the current run (its state is saved) and waits for it. What stands in the queue stays
    /// "queued" in the store: resumeQueued() of a later runner takes it up.
    ~JobRunner();
    JobRunner(const JobRunner&) = delete;
    JobRunner& operator=(const JobRunner&) = delete;
    JobRunner(JobRunner&&) = delete;
    JobRunner& operator=(JobRunner&&) = delete;

    /// Checks the experiment (raises Errors), resolves what it leaves open, stores the run and
    /// queues it. `experimentFile`: paths in it are relative to its folder. Returns the run's id.
    std::string start(const nlohmann::json& experiment,
                      const std::filesystem::path& experimentFile);
    /// Queues a stopped or failed run again: it goes on where it was, with the stored
    /// settings. Nothing for a run that waits or is at work. Raises Error for an unknown or
    /// finished run.
    void resume(const std::string& run);
    /// Queues again, oldest first, the runs that the store holds as waiting: they stood in the
    /// queue of a runner that is gone.
    void resumeQueued();
    /// The newest unfinished run of this experiment, else a new one. A finished one with the same
    /// experiment and data is not run again: its last event is sent once more.
    std::string resumeOrStart(const nlohmann::json& experiment,
                              const std::filesystem::path& experimentFile);

    /// The worker waits between two steps; its state is kept in memory and on disk.
    void pause();
    void unpause();
    bool paused() const;
    /// Ends the current run with its state saved ("stopped"), and clears the queue.
    void stop();
    /// Ends this run alone: one at work with its state saved, one that waits by leaving the queue.
    /// The next in the queue begins. Nothing for a run that is neither.
    void stop(const std::string& run);

    bool busy() const;            ///< a run is running or queued
    std::string current() const;  ///< the running run's id, or empty
    std::vector<std::string> queued() const;
    /// Until nothing is running or queued.
    void wait();

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

}  // namespace lire::experiment
