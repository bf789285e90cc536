// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/run_writer.h"

#include <chrono>
#include <fstream>
#include <mutex>
#include <system_error>
#include <type_traits>
#include <variant>

#include "core/error.h"
#include "core/runs/database.h"
#include "core/runs/event_fields.h"
#include "core/runs/record_json.h"
#include "core/runs/run_folder.h"
#include "core/runs/schema.h"
#include "core/runs/workspace_lock.h"

namespace lire::runs {

namespace {

double now() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

void createFolder(const std::filesystem::path& folder) {
    std::error_code reason;
    if (std::filesystem::exists(folder) && !std::filesystem::is_directory(folder)) {
        throw Error(folder.string(), "is a file, not a folder", "choose a folder as the workspace");
    }
    std::filesystem::create_directories(folder, reason);
    if (reason) {
        throw Error(folder.string(),
                    "cannot be created (" + reason.message() + ")",
                    "choose a folder that can be written",
                    Blame::Running);
    }
}

std::filesystem::path created(const std::filesystem::path& folder) {
    createFolder(folder);
    return folder;
}

/// The step that an event tells of, where it has one.
std::optional<std::int64_t> stepOf(const EventBody& body) {
    return std::visit(
        [](const auto& event) -> std::optional<std::int64_t> {
            if constexpr (requires { event.step; }) {
                return event.step;
            } else {
                return std::nullopt;
            }
        },
        body);
}

}  // namespace

struct RunWriter::Parts {
    explicit Parts(std::filesystem::path folder)
        : workspace(std::move(folder)),
          lock(created(workspace)),
          database(databaseFile(workspace), Database::Access::Write) {
        bringUpToDate(database);
        // WAL: readers never wait for the writer. FULL: a call's rows are on the disk when it
        // returns, so that no power cut leaves a stage's mark ("done") without what it stands for.
        // About a millisecond a call on an SSD, less than a training step takes.
        database.execute(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    }

    std::int64_t rowOf(const std::string& run) {
        auto statement = database.prepare("SELECT row FROM runs WHERE id = ?");
        statement.bind(run);
        if (!statement.step()) {
            throw Error(workspace.string(),
                        "there is no run \"" + run + "\"",
                        "use an id as the workspace lists it");
        }
        return statement.integer(0);
    }

    bool isTaken(const std::string& id) {
        auto statement = database.prepare("SELECT row FROM runs WHERE id = ?");
        statement.bind(id);
        return statement.step() || std::filesystem::exists(runFolderPath(workspace, id));
    }

    /// Inside a transaction: the event's row, and the run's summary.
    void store(const Event& event) {
        const auto run = rowOf(event.run);
        auto insert = database.prepare(
            "INSERT INTO events (run, stage, kind, step, time, json) VALUES (?, ?, ?, ?, ?, ?)");
        insert.bind(run).bind(event.stage).bind(eventNames.at(event.body.index()));
        if (const auto step = stepOf(event.body)) {
            insert.bind(*step);
        } else {
            insert.bindNull();
        }
        insert.bind(event.time).bind(columnText(toJson(event))).run();
        auto touch = database.prepare("UPDATE runs SET changed = ? WHERE row = ?");
        touch.bind(event.time).bind(run).run();
        if (const auto* state = std::get_if<StateEvent>(&event.body)) {
            // A report stays known when the run's state changes again without naming it.
            auto update = database.prepare(
                "UPDATE runs SET state = ?1, fraction = ?2, "
                "report = CASE WHEN ?3 = '' THEN report ELSE ?3 END WHERE row = ?4");
            update.bind(state->state).bind(state->fraction).bind(state->report).bind(run).run();
        }
    }

    /// For people: all that happened, also what a stage that began anew has taken back. Nothing
    /// reads it, so that a line which cannot be written stops no run.
    void log(const Event& event) const {
        std::ofstream(runFolderPath(workspace, event.run) / "log.jsonl", std::ios::app)
            << columnText(toJson(event)) << '\n';
    }

    std::filesystem::path workspace;
    WorkspaceLock lock;
    Database database;
    std::mutex calls;  ///< one call at a time: the worker's events, a new run of the window's
};

RunWriter::RunWriter(std::filesystem::path workspace)
    : m_parts(std::make_unique<Parts>(std::move(workspace))) {}

RunWriter::~RunWriter() = default;

const std::filesystem::path& RunWriter::workspace() const {
    return m_parts->workspace;
}

std::filesystem::path RunWriter::runFolder(const std::string& run) const {
    return created(runFolderPath(m_parts->workspace, run));
}

std::string RunWriter::createRun(const std::string& name,
                                 const std::string& digest,
                                 const RunDefinition& definition) {
    const std::scoped_lock serialized(m_parts->calls);
    const double time = now();
    const auto wanted = runId(static_cast<std::time_t>(time), name);
    auto id = wanted;
    for (int number = 2; m_parts->isTaken(id); ++number) {
        id = wanted + "-" + std::to_string(number);
    }
    Transaction transaction(m_parts->database);
    m_parts->database
        .prepare(
            "INSERT INTO runs (id, name, created, changed, state, fraction, digest, report, "
            "experiment, experiment_file, resolved) VALUES (?, ?, ?, ?, 'queued', 0, ?, '', ?, ?, "
            "?)")
        .bind(id)
        .bind(name)
        .bind(time)
        .bind(time)
        .bind(digest)
        .bind(columnText(definition.experiment))
        .bind(definition.experimentFile)
        .bind(columnText(definition.resolved))
        .run();
    const auto folder = runFolderPath(m_parts->workspace, id);
    createFolder(folder);
    try {
        transaction.commit();
    } catch (const Error&) {
        std::error_code reason;  // an empty folder of no run is no harm
        std::filesystem::remove(folder, reason);
        throw;
    }
    return id;
}

void RunWriter::receive(const Event& event) {
    const std::scoped_lock serialized(m_parts->calls);
    Transaction transaction(m_parts->database);
    m_parts->store(event);
    transaction.commit();
    m_parts->log(event);
}

void RunWriter::savePrompts(const std::string& run, std::span<const PromptRecord> prompts) {
    const std::scoped_lock serialized(m_parts->calls);
    Transaction transaction(m_parts->database);
    const auto row = m_parts->rowOf(run);
    auto insert = m_parts->database.prepare(
        "INSERT INTO prompts (run, id, split, text, messages, reference, rejected, "
        "reference_rewards) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run, id) DO UPDATE SET split = "
        "excluded.split, "
        "text = excluded.text, messages = excluded.messages, reference = excluded.reference, "
        "rejected = excluded.rejected, reference_rewards = excluded.reference_rewards");
    for (const auto& prompt : prompts) {
        insert.bind(row).bind(prompt.id).bind(prompt.split).bind(prompt.text);
        insert.bind(columnText(prompt.messages)).bind(prompt.reference).bind(prompt.rejected);
        insert.bind(columnText(prompt.referenceRewards)).run();
    }
    transaction.commit();
}

void RunWriter::saveResponses(const std::string& run, std::span<const ResponseRecord> responses) {
    const std::scoped_lock serialized(m_parts->calls);
    if (responses.empty()) {
        return;
    }
    Transaction transaction(m_parts->database);
    const auto row = m_parts->rowOf(run);
    const auto& one = responses.front();
    m_parts->database
        .prepare(
            "DELETE FROM responses WHERE run = ? AND policy = ? AND step = ? AND is_full = ? "
            "AND temperature = ?")
        .bind(row)
        .bind(one.policy)
        .bind(one.step)
        .bind(one.full)
        .bind(one.temperature)
        .run();
    auto insert = m_parts->database.prepare(
        "INSERT INTO responses (run, prompt, policy, temperature, step, number, is_full, text, "
        "finished, "
        "tokens, logprob, k1, rao_blackwell, rewards) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?)");
    for (const auto& response : responses) {
        if (response.policy != one.policy || response.step != one.step ||
            response.full != one.full || response.temperature != one.temperature) {
            throw Error(m_parts->workspace.string(),
                        "responses of different evaluations were saved as one",
                        "save each policy, step and temperature by itself",
                        Blame::Running);
        }
        insert.bind(row).bind(response.promptId).bind(response.policy).bind(response.temperature);
        insert.bind(response.step).bind(response.index).bind(response.full).bind(response.text);
        insert.bind(response.finished)
            .bind(response.tokens)
            .bind(response.logprob)
            .bind(response.k1);
        insert.bind(response.raoBlackwell).bind(columnText(response.rewards)).run();
    }
    transaction.commit();
}

void RunWriter::forgetStage(const std::string& run,
                            const std::string& stage,
                            std::int64_t afterStep) {
    const std::scoped_lock serialized(m_parts->calls);
    Transaction transaction(m_parts->database);
    auto statement = m_parts->database.prepare(
        afterStep < 0 ? "DELETE FROM events WHERE run = ?1 AND stage = ?2"
                      : "DELETE FROM events WHERE run = ?1 AND stage = ?2 AND step > ?3");
    statement.bind(m_parts->rowOf(run)).bind(stage);
    if (afterStep >= 0) {
        statement.bind(afterStep);
    }
    statement.run();
    transaction.commit();
}

void RunWriter::closeInterrupted() {
    const std::scoped_lock serialized(m_parts->calls);
    Transaction transaction(m_parts->database);
    std::vector<Event> events;
    auto interrupted = m_parts->database.prepare(
        "SELECT id, fraction, changed FROM runs WHERE state IN ('running', 'paused')");
    while (interrupted.step()) {
        // It ended with its last sign of life, not when the workspace was next opened.
        events.push_back(
            {.run = interrupted.text(0),
             .time = interrupted.number(2),
             .body = StateEvent{.state = "stopped", .fraction = interrupted.number(1)}});
    }
    for (const auto& event : events) {
        m_parts->store(event);
    }
    transaction.commit();
}

void RunWriter::removeRun(const std::string& run) {
    const std::scoped_lock serialized(m_parts->calls);
    const auto folder = runFolderPath(m_parts->workspace, run);
    Transaction transaction(m_parts->database);
    const auto row = m_parts->rowOf(run);
    m_parts->database.prepare("DELETE FROM runs WHERE row = ?")
        .bind(row)
        .run();  // the rest cascades
    transaction.commit();
    std::error_code reason;
    std::filesystem::remove_all(folder, reason);
    if (reason) {
        throw Error(folder.string(),
                    "cannot be deleted (" + reason.message() + ")",
                    "delete the folder by hand; the run is no longer listed",
                    Blame::Running);
    }
}

}  // namespace lire::runs
