// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/database.h"

#include <limits>
#include <utility>

#include <sqlite3.h>
#include <unistd.h>

#include "core/error.h"
#include "core/runs/database_error.h"

namespace lire::runs {

namespace {

/// How long a statement waits for another connection's lock.
constexpr int busyMilliseconds = 10'000;

void check(int code, sqlite3* database, const std::string& place) {
    if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE) {
        throw databaseError(code, place, sqlite3_errmsg(database));
    }
}

/// A folder that nobody can write to from here, and no writer at work in it. SQLite cannot put its
/// shared memory beside the file then, and needs to be told that the file stays as it is.
bool isAtRest(const std::filesystem::path& file) {
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    return ::access(folder.c_str(), W_OK) != 0 && !std::filesystem::exists(file.string() + "-wal");
}

std::string immutableUri(const std::string& path) {
    std::string uri = "file:";
    for (const char c : path) {
        if (c == '?' || c == '#' || c == '%') {
            constexpr const char* digits = "0123456789ABCDEF";
            uri += {'%', digits[c / 16], digits[c % 16]};
        } else {
            uri += c;
        }
    }
    return uri + "?immutable=1";
}

}  // namespace

Statement::Statement(sqlite3* database, std::string place, std::string_view sql)
    : m_database(database), m_place(std::move(place)) {
    check(sqlite3_prepare_v2(
              m_database, sql.data(), static_cast<int>(sql.size()), &m_statement, nullptr),
          m_database,
          m_place);
}

Statement::~Statement() {
    sqlite3_finalize(m_statement);
}

Statement::Statement(Statement&& other) noexcept
    : m_database(other.m_database),
      m_place(std::move(other.m_place)),
      m_statement(std::exchange(other.m_statement, nullptr)),
      m_parameter(other.m_parameter) {}

Statement& Statement::bound(int code) {
    check(code, m_database, m_place);
    return *this;
}

Statement& Statement::bind(std::int64_t value) {
    return bound(sqlite3_bind_int64(m_statement, ++m_parameter, value));
}

Statement& Statement::bind(double value) {
    return bound(sqlite3_bind_double(m_statement, ++m_parameter, value));
}

Statement& Statement::bind(bool value) {
    return bound(sqlite3_bind_int(m_statement, ++m_parameter, value ? 1 : 0));
}

Statement& Statement::bind(std::string_view value) {
    // An empty view may have no data; a null pointer would be stored as NULL.
    const char* data = value.empty() ? "" : value.data();
    return bound(sqlite3_bind_text64(
        m_statement, ++m_parameter, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

Statement& Statement::bindNull() {
    return bound(sqlite3_bind_null(m_statement, ++m_parameter));
}

bool Statement::step() {
    const int code = sqlite3_step(m_statement);
    check(code, m_database, m_place);
    return code == SQLITE_ROW;
}

void Statement::run() {
    while (step()) {
    }
    sqlite3_reset(m_statement);
    m_parameter = 0;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(m_statement, column);
}

double Statement::number(int column) const {
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL
               ? std::numeric_limits<double>::quiet_NaN()
               : sqlite3_column_double(m_statement, column);
}

std::string Statement::text(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(m_statement, column));
    const auto length = static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column));
    return bytes == nullptr ? std::string() : std::string(bytes, length);
}

void Database::Close::operator()(sqlite3* database) const {
    sqlite3_close_v2(database);
}

Database::Database(const std::filesystem::path& file, Access access) : m_place(file.string()) {
    const int flags =
        access == Access::Read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    sqlite3* opened = nullptr;
    const bool immutable = access == Access::Read && isAtRest(file);
    const auto name = immutable ? immutableUri(m_place) : m_place;
    const int code =
        sqlite3_open_v2(name.c_str(), &opened, flags | (immutable ? SQLITE_OPEN_URI : 0), nullptr);
    m_database.reset(opened);  // a failed open has a handle too: it holds the message
    check(code, opened, m_place);
    check(sqlite3_busy_timeout(opened, busyMilliseconds), opened, m_place);
}

Statement Database::prepare(std::string_view sql) {
    return {m_database.get(), m_place, sql};
}

void Database::execute(const std::string& sql) {
    check(sqlite3_exec(m_database.get(), sql.c_str(), nullptr, nullptr, nullptr),
          m_database.get(),
          m_place);
}

std::int64_t Database::integer(std::string_view sql) {
    auto statement = prepare(sql);
    return statement.step() ? statement.integer(0) : 0;
}

std::int64_t Database::lastRow() const {
    return sqlite3_last_insert_rowid(m_database.get());
}

Transaction::Transaction(Database& database) : m_database(database) {
    // IMMEDIATE: a writer that cannot have the lock learns it here, not half way through.
    m_database.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    if (m_open) {
        try {
            m_database.execute("ROLLBACK");
        } catch (const Error&) {
            // SQLite rolls back by itself after the errors that end a transaction.
            m_open = false;
        }
    }
}

void Transaction::commit() {
    m_database.execute("COMMIT");
    m_open = false;
}

}  // namespace lire::runs
