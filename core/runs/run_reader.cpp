// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/run_reader.h"

#include <optional>

#include "core/error.h"
#include "core/runs/database.h"
#include "core/runs/record_json.h"
#include "core/runs/run_folder.h"
#include "core/runs/schema.h"

namespace lire::runs {

namespace {

constexpr const char* selectSummaries =
    "SELECT id, name, created, changed, state, fraction, digest, report FROM runs";

/// The row of selectSummaries at which a statement stands.
RunSummary summaryIn(const Statement& row) {
    return {.id = row.text(0),
            .name = row.text(1),
            .created = row.number(2),
            .changed = row.number(3),
            .state = row.text(4),
            .fraction = row.number(5),
            .digest = row.text(6),
            .report = row.text(7)};
}

}  // namespace

struct RunReader::Parts {
    /// Opens the database once it is there; null before.
    Database* ready() {
        if (!database && std::filesystem::exists(databaseFile(workspace))) {
            database.emplace(databaseFile(workspace), Database::Access::Read);
            bool readable = false;
            try {
                readable = isReadable(*database);
            } catch (...) {
                database.reset();  // asked again, a damaged file must be refused again
                throw;
            }
            if (!readable) {
                database.reset();  // the writer has just begun: its tables come in one transaction
            }
        }
        return database ? &*database : nullptr;
    }

    /// The run's row, or an Error.
    std::int64_t rowOf(const std::string& run) {
        if (auto* store = ready()) {
            auto statement = store->prepare("SELECT row FROM runs WHERE id = ?");
            statement.bind(run);
            if (statement.step()) {
                return statement.integer(0);
            }
        }
        throw Error(workspace.string(),
                    "there is no run \"" + run + "\"",
                    "use an id as the workspace lists it");
    }

    std::filesystem::path workspace;
    std::optional<Database> database = {};
};

RunReader::RunReader(std::filesystem::path workspace)
    : m_parts(std::make_unique<Parts>(Parts{.workspace = std::move(workspace)})) {
    m_parts->ready();
}

RunReader::~RunReader() = default;
RunReader::RunReader(RunReader&&) noexcept = default;
RunReader& RunReader::operator=(RunReader&&) noexcept = default;

const std::filesystem::path& RunReader::workspace() const {
    return m_parts->workspace;
}

std::vector<RunSummary> RunReader::runs() {
    std::vector<RunSummary> runs;
    auto* database = m_parts->ready();
    if (database == nullptr) {
        return runs;
    }
    auto rows =
        database->prepare(std::string(selectSummaries) + " ORDER BY created DESC, row DESC");
    while (rows.step()) {
        runs.push_back(summaryIn(rows));
    }
    return runs;
}

std::optional<RunSummary> RunReader::summary(const std::string& run) {
    auto* database = m_parts->ready();
    if (database == nullptr) {
        return std::nullopt;
    }
    auto rows = database->prepare(std::string(selectSummaries) + " WHERE id = ?");
    rows.bind(run);
    return rows.step() ? std::optional(summaryIn(rows)) : std::nullopt;
}

RunDefinition RunReader::definition(const std::string& run) {
    const auto row = m_parts->rowOf(run);
    auto& database = *m_parts->ready();
    auto rows =
        database.prepare("SELECT experiment, experiment_file, resolved FROM runs WHERE row = ?");
    rows.bind(row).step();
    return {.experiment = columnJson(rows.text(0), database.place()),
            .experimentFile = rows.text(1),
            .resolved = columnJson(rows.text(2), database.place())};
}

std::vector<StoredEvent> RunReader::events(const std::string& run,
                                           std::int64_t after,
                                           std::int64_t limit) {
    const auto row = m_parts->rowOf(run);
    auto& database = *m_parts->ready();
    auto rows = database.prepare(
        "SELECT row, json FROM events WHERE run = ? AND row > ? ORDER BY row LIMIT ?");
    rows.bind(row).bind(after).bind(limit > 0 ? limit : std::int64_t{-1});  // -1: SQLite's "all"
    std::vector<StoredEvent> events;
    while (rows.step()) {
        events.push_back({.row = rows.integer(0),
                          .event = eventFromJson(columnJson(rows.text(1), database.place()))});
    }
    return events;
}

std::int64_t RunReader::version() {
    auto* database = m_parts->ready();
    // SQLite's own counts start at 1: the database's appearing is a change too.
    return database == nullptr ? 0 : database->integer("PRAGMA data_version");
}

std::vector<PromptRecord> RunReader::prompts(const std::string& run, const std::string& split) {
    const auto row = m_parts->rowOf(run);
    auto& database = *m_parts->ready();
    auto rows = database.prepare(
        "SELECT id, split, text, messages, reference, rejected, reference_rewards FROM prompts "
        "WHERE run = ?1 AND (?2 = '' OR split = ?2) ORDER BY row");
    rows.bind(row).bind(split);
    std::vector<PromptRecord> prompts;
    while (rows.step()) {
        prompts.push_back({.id = rows.text(0),
                           .split = rows.text(1),
                           .text = rows.text(2),
                           .messages = columnJson(rows.text(3), database.place()),
                           .reference = rows.text(4),
                           .rejected = rows.text(5),
                           .referenceRewards = columnNumbers(rows.text(6), database.place())});
    }
    return prompts;
}

std::vector<ResponseRecord> RunReader::responses(const std::string& run,
                                                 const ResponseFilter& filter) {
    const auto row = m_parts->rowOf(run);
    auto& database = *m_parts->ready();
    std::string sql =
        "SELECT prompt, policy, step, is_full, temperature, number, text, finished, tokens, "
        "logprob, k1, "
        "rao_blackwell, rewards FROM responses WHERE run = ?";
    sql += filter.policy ? " AND policy = ?" : "";
    sql += filter.temperature ? " AND temperature = ?" : "";
    sql += filter.step ? " AND step = ?" : "";
    sql += filter.full ? " AND is_full = ?" : "";
    sql += filter.promptId ? " AND prompt = ?" : "";
    sql += " ORDER BY prompt, policy, temperature, step, number, is_full";
    auto rows = database.prepare(sql);
    rows.bind(row);
    const auto bindIfAny = [&rows](const auto& value) {
        if (value) {
            rows.bind(*value);
        }
    };
    bindIfAny(filter.policy);
    bindIfAny(filter.temperature);
    bindIfAny(filter.step);
    bindIfAny(filter.full);
    bindIfAny(filter.promptId);
    std::vector<ResponseRecord> responses;
    while (rows.step()) {
        responses.push_back({.promptId = rows.text(0),
                             .policy = rows.text(1),
                             .step = rows.integer(2),
                             .full = rows.boolean(3),
                             .temperature = rows.number(4),
                             .index = rows.integer(5),
                             .text = rows.text(6),
                             .finished = rows.boolean(7),
                             .tokens = rows.integer(8),
                             .logprob = rows.number(9),
                             .k1 = rows.number(10),
                             .raoBlackwell = rows.number(11),
                             .rewards = columnNumbers(rows.text(12), database.place())});
    }
    return responses;
}

}  // namespace lire::runs
