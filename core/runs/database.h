// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace lire::runs {

/// A prepared statement: bind all parameters in order, step through the rows, read columns from 0.
/// Every call raises Error at the database's file as Database does. Thread: its Database's.
class Statement {
public:
    Statement(sqlite3* database, std::string place, std::string_view sql);
    ~Statement();
    Statement(Statement&& other) noexcept;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    Statement& operator=(Statement&&) = delete;

    /// Binds the next parameter; the text is copied. A NaN is stored as NULL.
    Statement& bind(std::int64_t value);
    Statement& bind(double value);
    Statement& bind(bool value);
    Statement& bind(std::string_view value);
    Statement& bindNull();

    /// Goes to the next row; false at the end.
    bool step();
    /// Steps to the end and makes the statement ready for new parameters.
    void run();

    std::int64_t integer(int column) const;
    /// NaN where the column is NULL.
    double number(int column) const;
    bool boolean(int column) const { return integer(column) != 0; }
    std::string text(int column) const;

private:
    Statement& bound(int code);

    sqlite3* m_database;
    std::string m_place;
    sqlite3_stmt* m_statement = nullptr;
    int m_parameter = 0;
};

/// A SQLite database file. What SQLite reports is raised as Error with the file as place and a way
/// to mend it (disk full, read-only, damaged, in use: Blame::Running). Thread: one at a time.
class Database {
public:
    enum class Access {
        Read,   ///< the file must exist; its folder may be read-only
        Write,  ///< the file is created where it is missing
    };
    Database(const std::filesystem::path& file, Access access);

    const std::string& place() const { return m_place; }
    Statement prepare(std::string_view sql);
    /// Runs statements without parameters, separated by semicolons.
    void execute(const std::string& sql);
    /// The first column of the first row.
    std::int64_t integer(std::string_view sql);
    std::int64_t lastRow() const;

private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    std::string m_place;
    std::unique_ptr<sqlite3, Close> m_database;
};

/// All or nothing: rolled back where commit() was not reached. Thread: its Database's.
class Transaction {
public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    Transaction(Transaction&&) = delete;
    Transaction& operator=(Transaction&&) = delete;

    /// Raises Error, for one where the disk is full.
    void commit();

private:
    Database& m_database;
    bool m_open = true;
};

}  // namespace lire::runs
