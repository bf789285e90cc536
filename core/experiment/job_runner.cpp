// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/job_runner.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <fstream>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

#include "core/error.h"
#include "core/experiment/execute_run.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/experiment_text.h"
#include "core/experiment/input_files.h"
#include "core/experiment/pause_gate.h"
#include "core/experiment/preflight.h"
#include "core/experiment/resolve_run.h"
#include "core/models/compute.h"
#include "core/plain_reason.h"
#include "core/runs/run_reader.h"
#include "core/runs/run_writer.h"
#include "core/weights/atomic_file.h"

namespace lire::experiment {

namespace {

double now() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

bool isUnfinished(const runs::RunSummary& run) {
    return run.state != "done";
}

}  // namespace

struct JobRunner::Parts {
    Parts(std::filesystem::path workspace, runs::EventSink& events)
        : store(std::move(workspace)), sink(events), reader(store.workspace()) {
        store.closeInterrupted();
        worker = std::thread([this] { work(); });
    }

    // --- called by any thread -----------------------------------------------------------------
    /// Stores a run and queues it; its id. `calls` is held.
    std::string create(const Experiment& checked,
                       const std::filesystem::path& file,
                       const nlohmann::json& resolved) {
        auto run = store.createRun(
            checked.name,
            digestOf(checked, resolved),
            {.experiment = toJson(checked), .experimentFile = file.string(), .resolved = resolved});
        // For people, and to run it again from there: the store is what the program reads.
        weights::writeTextFile(
            store.runFolder(run) / "experiment.json",
            experimentText(withWholePaths(toJson(checked), file.parent_path())) + "\n");
        enqueue(run);
        return run;
    }

    /// A run that waits or is at work already is not queued twice.
    void enqueue(const std::string& run) {
        {
            const std::scoped_lock lock(mutex);
            const bool atWork = run == current && !stopSource.stop_requested();
            if (atWork || std::find(queue.begin(), queue.end(), run) != queue.end()) {
                return;
            }
        }
        tell(run, runs::StateEvent{.state = "queued", .fraction = reached(run)});
        {
            const std::scoped_lock lock(mutex);
            queue.push_back(run);
        }
        changed.notify_all();
    }

    void tellStopped(const std::string& run) {
        tell(run, runs::StateEvent{.state = "stopped", .fraction = reached(run)});
    }

    /// How far the run has come as the store knows it: a change of state alone takes nothing back.
    double reached(const std::string& run) const {
        const auto summary = runs::RunReader(store.workspace()).summary(run);
        return summary ? summary->fraction : 0.0;
    }

    /// The store is shared by the worker and by start(): one transaction at a time.
    void tell(const std::string& run, runs::EventBody body) {
        const runs::Event event{.run = run, .time = now(), .body = std::move(body)};
        store.receive(event);
        sink.receive(event);
    }

    // --- the worker ---------------------------------------------------------------------------
    void work() {
        for (;;) {
            std::string run;
            std::stop_token stop;
            {
                std::unique_lock lock(mutex);
                changed.wait(lock, [this] { return ending || !queue.empty(); });
                if (ending) {
                    return;
                }
                run = queue.front();
                queue.pop_front();
                current = run;
                stopSource = std::stop_source();
                stop = stopSource.get_token();
            }
            executeGuarded(run, stop);
            models::releaseFreeMemory(
                {});         // however it ended: its models are gone, the window stays
            gate.unpause();  // a run that was stopped while paused leaves the next one free
            {
                const std::scoped_lock lock(mutex);
                current.clear();
            }
            changed.notify_all();
        }
    }

    void executeGuarded(const std::string& run, const std::stop_token& stop) {
        try {
            // Before its models are opened: where that ends the program, the run was interrupted
            // and does not begin by itself again with every runner to come.
            tell(run, runs::StateEvent{.state = "running", .fraction = reached(run)});
            runs::RunReader own(store.workspace());
            executeRun(run, own.definition(run), store, sink, gate, stop);
        } catch (const Errors& errors) {
            for (const auto& error : errors.errors()) {
                tellError(run, error.place(), error.problem(), error.mend());
            }
            fail(run);
        } catch (const Error& error) {
            tellError(run, error.place(), error.problem(), error.mend());
            fail(run);
        } catch (const std::exception& error) {
            tellError(
                run,
                "while running",
                plainReason(error),
                "free memory or disk space, then resume the run; a new one takes less memory with "
                "a lower tokens_per_pass");
            fail(run);
        }
    }

    void tellError(const std::string& run,
                   const std::string& place,
                   const std::string& problem,
                   const std::string& mend) {
        tellGuarded(
            run,
            runs::MessageEvent{.level = "error", .place = place, .problem = problem, .mend = mend});
    }

    void fail(const std::string& run) {
        runs::StateEvent failed{.state = "failed"};
        try {
            failed.fraction = reached(run);
        } catch (const std::exception&) {
            failed.fraction = 0.0;  // the store itself is what failed
        }
        tellGuarded(run, failed);
    }

    /// The store itself may be what failed (a full disk): the sink hears of it all the same.
    void tellGuarded(const std::string& run, const runs::EventBody& body) {
        const runs::Event event{.run = run, .time = now(), .body = body};
        sink.receive(event);
        try {
            store.receive(event);
        } catch (const std::exception&) {
            return;  // what the store failed with was the error told; it closes the run when opened
        }
    }

    runs::RunWriter store;
    runs::EventSink& sink;
    runs::RunReader reader;  ///< of the threads that call the runner, guarded by calls
    std::mutex calls;        ///< one start() or resume() at a time
    PauseGate gate;

    mutable std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::string> queue;  ///< guarded by mutex, as what follows
    std::string current;
    std::stop_source stopSource;
    bool ending = false;
    std::thread worker;
};

JobRunner::JobRunner(std::filesystem::path workspace, runs::EventSink& sink)
    : m_parts(std::make_unique<Parts>(std::move(workspace), sink)) {}

JobRunner::~JobRunner() {
    {
        const std::scoped_lock lock(m_parts->mutex);
        m_parts->ending = true;
        m_parts->queue.clear();
        m_parts->stopSource.request_stop();
    }
    m_parts->changed.notify_all();
    m_parts->worker.join();
}

std::string JobRunner::start(const nlohmann::json& experiment,
                             const std::filesystem::path& experimentFile) {
    const auto file = std::filesystem::absolute(experimentFile);
    const auto folder = file.parent_path();
    const auto checked = experimentFromJson(experiment, folder);
    const std::scoped_lock lock(m_parts->calls);
    return m_parts->create(checked, file, resolveRun(checked, folder));
}

void JobRunner::resume(const std::string& run) {
    const std::scoped_lock lock(m_parts->calls);
    const auto found = m_parts->reader.summary(run);
    if (!found) {
        throw Error(run, "no such run in this workspace", "choose one of the runs that it lists");
    }
    if (!isUnfinished(*found)) {
        throw Error(run, "the run is finished", "start it anew to run it again");
    }
    requireUnchanged(m_parts->reader.definition(run).resolved);
    m_parts->enqueue(run);
}

void JobRunner::resumeQueued() {
    const std::scoped_lock lock(m_parts->calls);
    auto runs = m_parts->reader.runs();
    std::erase_if(runs, [atWork = current()](const auto& run) {
        return run.state != "queued" || run.id == atWork;
    });
    std::sort(runs.begin(), runs.end(), [](const auto& one, const auto& other) {
        return one.changed < other.changed;  // as they were queued
    });
    for (const auto& run : runs) {
        m_parts->enqueue(run.id);
    }
}

std::string JobRunner::resumeOrStart(const nlohmann::json& experiment,
                                     const std::filesystem::path& experimentFile) {
    const auto file = std::filesystem::absolute(experimentFile);
    const auto folder = file.parent_path();
    const auto checked = experimentFromJson(experiment, folder);
    std::optional<runs::RunSummary> same;
    {
        const std::scoped_lock lock(m_parts->calls);
        const auto resolved = resolveRun(checked, folder);  // reads every input file
        const auto digest = digestOf(checked, resolved);
        auto withoutModels = resolved;
        withoutModels.erase("models");
        const auto earlier = digestOf(checked, withoutModels);
        // A run of an earlier version does not know its models: they are those beside its file.
        const auto isSame = [&](const runs::RunSummary& run) {
            return run.digest == digest ||
                   (run.digest == earlier &&
                    m_parts->reader.definition(run.id).experimentFile == file.string());
        };
        for (const auto& run : m_parts->reader.runs()) {  // newest first
            if (isSame(run) && (!same || (isUnfinished(run) && !isUnfinished(*same)))) {
                same = run;
            }
        }
        if (!same) {
            return m_parts->create(checked, file, resolved);
        }
        if (isUnfinished(*same)) {
            const auto stored = m_parts->reader.definition(same->id);
            if (stored.experimentFile != file.string()) {
                requireUnchanged(stored.resolved);  // a copy elsewhere: the run reads its own files
            }
            m_parts->enqueue(same->id);
        }
    }
    if (!isUnfinished(*same)) {
        m_parts->sink.receive(
            {.run = same->id,
             .time = now(),
             .body = runs::StateEvent{.state = "done", .fraction = 1.0, .report = same->report}});
    }
    return same->id;
}

void JobRunner::pause() {
    m_parts->gate.pause();
}

void JobRunner::unpause() {
    m_parts->gate.unpause();
}

bool JobRunner::paused() const {
    return m_parts->gate.paused();
}

void JobRunner::stop() {
    std::deque<std::string> dropped;
    {
        const std::scoped_lock lock(m_parts->mutex);
        dropped.swap(m_parts->queue);
        m_parts->stopSource.request_stop();
    }
    for (const auto& run : dropped) {
        m_parts->tellStopped(run);
    }
    m_parts->changed.notify_all();
}

void JobRunner::stop(const std::string& run) {
    bool waited = false;
    {
        const std::scoped_lock lock(m_parts->mutex);
        waited = std::erase(m_parts->queue, run) > 0;
        if (run == m_parts->current) {
            m_parts->stopSource.request_stop();
        }
    }
    if (waited) {
        m_parts->tellStopped(run);
        m_parts->changed.notify_all();
    }
}

bool JobRunner::busy() const {
    const std::scoped_lock lock(m_parts->mutex);
    return !m_parts->current.empty() || !m_parts->queue.empty();
}

std::string JobRunner::current() const {
    const std::scoped_lock lock(m_parts->mutex);
    return m_parts->current;
}

std::vector<std::string> JobRunner::queued() const {
    const std::scoped_lock lock(m_parts->mutex);
    return {m_parts->queue.begin(), m_parts->queue.end()};
}

void JobRunner::wait() {
    std::unique_lock lock(m_parts->mutex);
    m_parts->changed.wait(lock,
                          [this] { return m_parts->current.empty() && m_parts->queue.empty(); });
}

}  // namespace lire::experiment
