// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/schema.h"

#include <array>
#include <string>

#include "core/error.h"

namespace lire::runs {

namespace {

/// In the file's header: tells our databases from other programs'.
constexpr std::int64_t applicationId = 0x4C495245;  // "LIRE"

/// From version i to i + 1. A migration that was published is never changed: append another.
constexpr std::array migrations = {
    R"(
    CREATE TABLE runs (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        created REAL NOT NULL,
        changed REAL NOT NULL,
        state TEXT NOT NULL,
        fraction REAL,
        digest TEXT NOT NULL,
        report TEXT NOT NULL,
        experiment TEXT NOT NULL,
        experiment_file TEXT NOT NULL,
        resolved TEXT NOT NULL
    );
    CREATE INDEX runs_by_time ON runs (created);

    -- AUTOINCREMENT: a row number never comes back, so that a reader that goes on from the last row
    -- it saw misses nothing after events were deleted.
    CREATE TABLE events (
        row INTEGER PRIMARY KEY AUTOINCREMENT,
        run INTEGER NOT NULL REFERENCES runs (row) ON DELETE CASCADE,
        stage TEXT NOT NULL,
        kind TEXT NOT NULL,
        step INTEGER,
        time REAL NOT NULL,
        json TEXT NOT NULL
    );
    CREATE INDEX events_by_run ON events (run, row);
    CREATE INDEX events_by_stage ON events (run, stage, step);

    CREATE TABLE prompts (
        row INTEGER PRIMARY KEY,
        run INTEGER NOT NULL REFERENCES runs (row) ON DELETE CASCADE,
        id TEXT NOT NULL,
        split TEXT NOT NULL,
        text TEXT NOT NULL,
        messages TEXT NOT NULL,
        reference TEXT NOT NULL,
        rejected TEXT NOT NULL,
        reference_rewards TEXT NOT NULL,
        UNIQUE (run, id)
    );

    CREATE TABLE responses (
        row INTEGER PRIMARY KEY,
        run INTEGER NOT NULL REFERENCES runs (row) ON DELETE CASCADE,
        prompt TEXT NOT NULL,
        policy TEXT NOT NULL,
        temperature REAL NOT NULL,
        step INTEGER NOT NULL,
        number INTEGER NOT NULL,
        is_full INTEGER NOT NULL,
        text TEXT NOT NULL,
        finished INTEGER NOT NULL,
        tokens INTEGER NOT NULL,
        logprob REAL,
        k1 REAL,
        rao_blackwell REAL,
        rewards TEXT NOT NULL,
        UNIQUE (run, prompt, policy, temperature, step, number, is_full)
    );
    CREATE INDEX responses_by_evaluation ON responses (run, policy, step, is_full, temperature);
    )",
};

/// What stands in the file. Raises Error where it is none of ours or newer.
std::int64_t checkedVersion(Database& database) {
    // One statement sees one state of the file, also while a writer creates the tables.
    auto state = database.prepare(
        "SELECT user_version, application_id, (SELECT count(*) FROM sqlite_master) "
        "FROM pragma_user_version, pragma_application_id");
    state.step();
    const auto version = state.integer(0);
    const auto application = state.integer(1);
    const auto tables = state.integer(2);
    if (application != applicationId && (version != 0 || tables != 0)) {
        throw Error(database.place(),
                    "is the database of another program",
                    "choose another folder as the workspace");
    }
    if (version > schemaVersion()) {
        throw Error(database.place(),
                    "was written by a newer version of this program (tables of version " +
                        std::to_string(version) + ", this program knows " +
                        std::to_string(schemaVersion()) + ")",
                    "use the newer program, or choose another workspace");
    }
    return version;
}

}  // namespace

std::int64_t schemaVersion() {
    return static_cast<std::int64_t>(migrations.size());
}

void bringUpToDate(Database& database) {
    for (auto version = checkedVersion(database); version < schemaVersion(); ++version) {
        Transaction transaction(database);
        database.execute(migrations.at(static_cast<std::size_t>(version)));
        database.execute("PRAGMA user_version = " + std::to_string(version + 1));
        database.execute("PRAGMA application_id = " + std::to_string(applicationId));
        transaction.commit();
    }
}

bool isReadable(Database& database) {
    const auto version = checkedVersion(database);
    if (version != 0 && version < schemaVersion()) {
        throw Error(database.place(),
                    "was written by an older version of this program",
                    "start a run in it once, which brings it up to date");
    }
    return version != 0;
}

}  // namespace lire::runs
