// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "core/runs/database.h"
#include "core/runs/run_reader.h"
#include "core/runs/run_writer.h"

using lire::Blame;
using lire::runs::Database;
using lire::runs::RunReader;
using lire::runs::RunWriter;

Q_DECLARE_METATYPE(lire::Blame)

class WorkspaceErrorsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void aSecondWriterIsToldWhoWrites();
    void aKilledWriterLeavesTheWorkspaceFree();
    void aFileInPlaceOfTheFolderIsRefused();
    void aFolderThatCannotBeMadeIsRefused();
    void damagedDatabasesAreNamed_data();
    void damagedDatabasesAreNamed();
    void aNewerProgramsDatabaseIsRefused();
    void anotherProgramsDatabaseIsLeftAlone();
    void aFullDiskIsNamedAndTheOldRowsStay();

private:
    std::filesystem::path workspace() const { return m_folder->filePath("work").toStdString(); }
    std::filesystem::path database() const { return workspace() / "workspace.db"; }
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

/// The Error that `call` raises; fails the test where it raises none.
template <class Call>
lire::Error errorOf(Call&& call) {
    try {
        call();
    } catch (const lire::Error& error) {
        return error;
    }
    return {"", "no error was raised", ""};
}

void createRuns(const std::filesystem::path& workspace) {
    RunWriter writer(workspace);
    for (int i = 0; i < 50; ++i) {
        writer.createRun("demo", "", {.experiment = std::string(2000, 'x')});
    }
}

}  // namespace

void WorkspaceErrorsTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
}

void WorkspaceErrorsTest::aSecondWriterIsToldWhoWrites() {
    RunWriter writer(workspace());
    const auto error = errorOf([&] { RunWriter second(workspace()); });
    QCOMPARE(
        QString::fromUtf8(error.what()),
        QString("%1: another worker is writing to this workspace (process %2); wait for its end, "
                "stop it, or choose another workspace")
            .arg(QString::fromStdString(workspace().string()))
            .arg(::getpid()));
    QVERIFY(error.blame() == Blame::Input);
}

void WorkspaceErrorsTest::aKilledWriterLeavesTheWorkspaceFree() {
    const auto child = ::fork();
    if (child == 0) {
        RunWriter writer(workspace());
        const auto run = writer.createRun("demo", "", {});
        writer.receive({.run = run, .body = lire::runs::StateEvent{.state = "running"}});
        ::_exit(0);  // no destructor runs, as after a kill
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    RunWriter writer(workspace());
    writer.closeInterrupted();
    RunReader reader(workspace());
    QCOMPARE(reader.runs().size(), std::size_t{1});
    QCOMPARE(reader.runs()[0].state, std::string("stopped"));
}

void WorkspaceErrorsTest::aFileInPlaceOfTheFolderIsRefused() {
    std::ofstream(workspace()) << "a file";
    const auto error = errorOf([&] { RunWriter writer(workspace()); });
    QCOMPARE(error.place(), workspace().string());
    QCOMPARE(error.problem(), std::string("is a file, not a folder"));
    QVERIFY(error.blame() == Blame::Input);
}

void WorkspaceErrorsTest::aFolderThatCannotBeMadeIsRefused() {
    const auto error = errorOf([] { RunWriter writer("/proc/lire-workspace"); });
    QCOMPARE(error.place(), std::string("/proc/lire-workspace"));
    QVERIFY2(error.problem().starts_with("cannot be created"), error.what());
    QCOMPARE(error.mend(), std::string("choose a folder that can be written"));
    QVERIFY(error.blame() == Blame::Running);
}

void WorkspaceErrorsTest::damagedDatabasesAreNamed_data() {
    QTest::addColumn<int>("length");
    QTest::addColumn<bool>("garbage");
    QTest::newRow("cut in the middle") << 40960 << false;
    QTest::newRow("cut inside the header") << 60 << false;
    QTest::newRow("no database") << 40960 << true;
}

void WorkspaceErrorsTest::damagedDatabasesAreNamed() {
    QFETCH(int, length);
    QFETCH(bool, garbage);
    createRuns(workspace());
    QVERIFY(std::filesystem::file_size(database()) > std::size_t(length));
    std::filesystem::resize_file(database(), std::size_t(length));
    if (garbage) {
        std::ofstream(database()) << std::string(std::size_t(length), 'x');
    }
    const auto check = [this](const lire::Error& error) {
        QCOMPARE(error.place(), database().string());
        QVERIFY2(error.problem().starts_with("is damaged or no database ("), error.what());
        QVERIFY2(error.mend().starts_with("restore it from a copy"), error.what());
        QVERIFY(error.blame() == Blame::Running);
    };
    check(errorOf([this] { RunReader(workspace()).runs(); }));
    check(errorOf([this] { RunWriter writer(workspace()); }));
}

void WorkspaceErrorsTest::aNewerProgramsDatabaseIsRefused() {
    createRuns(workspace());
    Database(database(), Database::Access::Write).execute("PRAGMA user_version = 999");
    for (const auto& error : {errorOf([this] { RunReader reader(workspace()); }),
                              errorOf([this] { RunWriter writer(workspace()); })}) {
        QCOMPARE(error.place(), database().string());
        QVERIFY2(error.problem().starts_with(
                     "was written by a newer version of this program (tables of version 999"),
                 error.what());
        QCOMPARE(error.mend(), std::string("use the newer program, or choose another workspace"));
        QVERIFY(error.blame() == Blame::Input);
    }
}

void WorkspaceErrorsTest::anotherProgramsDatabaseIsLeftAlone() {
    std::filesystem::create_directories(workspace());
    Database(database(), Database::Access::Write).execute("CREATE TABLE songs (title TEXT)");
    for (const auto& error : {errorOf([this] { RunReader reader(workspace()); }),
                              errorOf([this] { RunWriter writer(workspace()); })}) {
        QCOMPARE(error.problem(), std::string("is the database of another program"));
        QVERIFY(error.blame() == Blame::Input);
    }
    Database left(database(), Database::Access::Read);
    QCOMPARE(left.integer("SELECT count(*) FROM sqlite_master"), 1);
}

void WorkspaceErrorsTest::aFullDiskIsNamedAndTheOldRowsStay() {
    std::filesystem::create_directories(workspace());
    Database store(database(), Database::Access::Write);
    store.execute(
        "PRAGMA max_page_count = 8; CREATE TABLE lines (text TEXT); INSERT INTO lines VALUES "
        "('a')");
    const auto error = errorOf([&store] {
        lire::runs::Transaction transaction(store);
        auto insert = store.prepare("INSERT INTO lines VALUES (?)");
        for (int i = 0; i < 100; ++i) {
            insert.bind(std::string_view(std::string(4000, 'x'))).run();
        }
        transaction.commit();
    });
    QCOMPARE(
        QString::fromUtf8(error.what()),
        QString::fromStdString(database().string()) +
            ": cannot grow, the disk is full (database or disk is full); free room on the disk and "
            "start again; what was stored before is safe");
    QCOMPARE(store.integer("SELECT count(*) FROM lines"), 1);
}

QTEST_GUILESS_MAIN(WorkspaceErrorsTest)
#include "workspace_errors_test.moc"
