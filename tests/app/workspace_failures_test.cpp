// SPDX-License-Identifier: GPL-3.0-or-later
// `lire run` in a workspace that cannot take what it writes: what it says, what it keeps.
#include <QTemporaryDir>
#include <QTest>

#include "app/lire_process.h"
#include "core/experiment/tiny_experiment.h"

using namespace lire;
using namespace lire::tests;

namespace {

/// The kinds of disks that a test makes for itself, in a name space of its own: nothing of it is
/// seen outside, and nothing has to be taken away.
bool canMount() {
    LireProcess process({"-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"}, "/dev/null", "unshare");
    return process.wait() == 0;
}

}  // namespace

class WorkspaceFailuresTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void aFullDiskIsToldAndTheRunGoesOnWithRoom_data();
    void aFullDiskIsToldAndTheRunGoesOnWithRoom();
    void aWriteThatFailsIsTold_data();
    void aWriteThatFailsIsTold();
    void aReadOnlyWorkspaceIsToldAndStaysReadable();
    void aSecondProgramIsToldWhoWrites();
    void aDamagedDatabaseIsTold_data();
    void aDamagedDatabaseIsTold();
    void wrongInputIsToldBeforeAnythingIsStored_data();
    void wrongInputIsToldBeforeAnythingIsStored();
    void anInterruptedRunSavesItsStateAndGoesOn();
    void aRunGoesOnAsItWasStoredWhateverItsFileSays();
    void aRunWhoseDataHaveChangedIsRefused();
    void aRunThatIsNotThereOrNotNamedIsTold_data();
    void aRunThatIsNotThereOrNotNamedIsTold();

private:
    fs::path path(const QString& name) const { return m_folder.filePath(name).toStdString(); }
    fs::path fresh() { return path(QString("work-%1").arg(++m_number)); }
    std::string errorsFile() const { return path("errors"); }
    std::vector<std::string> arguments(const fs::path& workspace) const {
        return {"run", m_file.string(), "--workspace", workspace.string(), "--resume", "--quiet"};
    }
    /// The same as words of a shell.
    std::string command(const fs::path& workspace) const {
        std::string words = "'" LIRE_PROGRAM "'";
        for (const auto& argument : arguments(workspace)) {
            words += " '" + argument + "'";
        }
        return words;
    }
    std::string adaptersDifference(const fs::path& workspace) const {
        return differingFile(runIn(workspace) / "adapters", runIn(path("whole")) / "adapters");
    }
    static fs::path runIn(const fs::path& workspace) {
        for (const auto& entry : fs::directory_iterator(workspace / "runs")) {
            return entry.path();
        }
        return {};
    }

    QTemporaryDir m_folder;
    fs::path m_file;
    bool m_canMount = false;
    int m_number = 0;
};

namespace {

/// One line, as an error is told: place, problem, mend.
bool isOneLine(const std::string& errors) {
    return !errors.empty() && errors.find('\n') == errors.size() - 1;
}

/// Ctrl+C at the first step of LIRE; how the program ended.
int interruptedAtAStep(LireProcess& process) {
    while (const auto line = process.line()) {
        const auto event = nlohmann::json::parse(*line);
        if (event["stage"] == "lire" && event["event"] == "step") {
            process.signal(SIGINT);
            break;
        }
    }
    return process.wait();
}

}  // namespace

void WorkspaceFailuresTest::initTestCase() {
    qputenv("GOMP_SPINCOUNT", "1000");
    m_file = writeExperiment(path("experiment"));
    m_canMount = canMount();
    LireProcess whole(arguments(path("whole")), errorsFile());
    const auto end = whole.wait();
    QVERIFY2(end == 0, whole.errors().c_str());
    QCOMPARE(whole.errors(), std::string());
}

void WorkspaceFailuresTest::aFullDiskIsToldAndTheRunGoesOnWithRoom_data() {
    QTest::addColumn<int>("kibibytes");
    QTest::newRow("before the run is stored") << 100;
    QTest::newRow("in the first stage") << 500;
    QTest::newRow("while a reward model is written") << 1000;
    QTest::newRow("in a later stage") << 1400;
}

void WorkspaceFailuresTest::aFullDiskIsToldAndTheRunGoesOnWithRoom() {
    QFETCH(int, kibibytes);
    if (!m_canMount) {
        QSKIP("no right to make a small disk here");
    }
    const auto disk = fresh();
    const auto kept = fresh();
    const auto after = fresh();
    fs::create_directories(disk);
    const auto work = disk / "work";
    const auto script = "mount -t tmpfs -o size=" + std::to_string(kibibytes) + "k tmpfs '" +
                        disk.string() + "' || exit 99\n" + command(work) + " > /dev/null\n" +
                        "code=$?\ncp -r '" + work.string() + "' '" + kept.string() +
                        "'\nmount -o remount,size=64m '" + disk.string() + "'\n" + command(work) +
                        " > /dev/null 2>> '" + path("second").string() + "' || exit 98\ncp -r '" +
                        work.string() + "' '" + after.string() + "'\nexit $code\n";
    LireProcess process({"-rm", "sh", "-c", script}, errorsFile(), "unshare");
    QCOMPARE(process.wait(), 1);
    const auto errors = process.errors();
    QVERIFY2(isOneLine(errors), errors.c_str());
    QVERIFY2(errors.starts_with(work.string()), errors.c_str());
    QVERIFY2(errors.find("disk is full") != std::string::npos ||
                 errors.find("No space left on device") != std::string::npos,
             errors.c_str());
    QVERIFY2(errors.find("; free room on the disk") != std::string::npos, errors.c_str());
    // What was complete is there and readable.
    for (const auto& summary : runs::RunReader(kept).runs()) {
        QVERIFY(summary.state != "done");
        QVERIFY(!runs::RunReader(kept).events(summary.id).empty());
    }
    const auto differing = adaptersDifference(after);
    QVERIFY2(differing.empty(), differing.c_str());
}

void WorkspaceFailuresTest::aWriteThatFailsIsTold_data() {
    QTest::addColumn<int>("kibibytes");
    QTest::newRow("at once") << 2;
    QTest::newRow("in the first stage") << 100;
    QTest::newRow("in a later stage") << 300;
}

/// No file may grow beyond a size: every write beyond it fails, as on a disk with an error.
void WorkspaceFailuresTest::aWriteThatFailsIsTold() {
    QFETCH(int, kibibytes);
    const auto workspace = fresh();
    const auto script =
        "trap '' XFSZ; ulimit -f " + std::to_string(2 * kibibytes) + "; exec " + command(workspace);
    LireProcess process({"-c", script}, errorsFile(), "sh");
    QCOMPARE(process.wait(), 1);
    const auto errors = process.errors();
    QVERIFY2(isOneLine(errors), errors.c_str());
    QVERIFY2(errors.starts_with(workspace.string()), errors.c_str());
    LireProcess again(arguments(workspace), errorsFile());
    QCOMPARE(again.wait(), 0);
    const auto differing = adaptersDifference(workspace);
    QVERIFY2(differing.empty(), differing.c_str());
}

void WorkspaceFailuresTest::aReadOnlyWorkspaceIsToldAndStaysReadable() {
    if (!m_canMount) {
        QSKIP("no right to make a read-only disk here");
    }
    const auto whole = path("read-only? #1, 100%").string();
    fs::copy(path("whole"), whole, fs::copy_options::recursive);
    const auto report = fresh().string();
    const auto script =
        "mount --bind '" + whole + "' '" + whole + "' && mount -o remount,ro,bind '" + whole +
        "' || exit 99\n'" LIRE_PROGRAM "' report --format csv --out '" + report + "' '" +
        runIn(whole).string() + "' > /dev/null || exit 98\n" + command(whole) + "\n";
    LireProcess process({"-rm", "sh", "-c", script}, errorsFile(), "unshare");
    QCOMPARE(process.wait(), 1);
    QCOMPARE(process.errors(),
             whole +
                 "/workspace.lock: cannot be created (Read-only file system); make the folder "
                 "writable or choose another workspace\n");
    QVERIFY(!filesIn(report).empty());
}

void WorkspaceFailuresTest::aSecondProgramIsToldWhoWrites() {
    const auto workspace = fresh();
    LireProcess first(arguments(workspace), errorsFile());
    QVERIFY(first.line().has_value());
    first.signal(SIGSTOP);  // it holds the workspace, however fast the machine is
    LireProcess second(arguments(workspace), path("second-errors"));
    QCOMPARE(second.wait(), 2);
    const auto errors = second.errors();
    QVERIFY2(isOneLine(errors), errors.c_str());
    QVERIFY2(errors.starts_with(workspace.string() +
                                ": another worker is writing to this workspace (process "),
             errors.c_str());
    first.signal(SIGCONT);
    QCOMPARE(first.wait(), 0);
    const auto differing = adaptersDifference(workspace);
    QVERIFY2(differing.empty(), differing.c_str());
}

void WorkspaceFailuresTest::aDamagedDatabaseIsTold_data() {
    QTest::addColumn<int>("length");
    QTest::newRow("cut in the middle") << 20480;
    QTest::newRow("cut inside the header") << 60;
}

void WorkspaceFailuresTest::aDamagedDatabaseIsTold() {
    QFETCH(int, length);
    const auto workspace = fresh();
    fs::copy(path("whole"), workspace, fs::copy_options::recursive);
    const auto database = workspace / "workspace.db";
    QVERIFY(fs::file_size(database) > std::uintmax_t(length));
    fs::resize_file(database, std::uintmax_t(length));
    LireProcess process(arguments(workspace), errorsFile());
    QCOMPARE(process.wait(), 1);
    const auto errors = process.errors();
    QVERIFY2(isOneLine(errors), errors.c_str());
    QVERIFY2(errors.starts_with(database.string() + ": is damaged or no database ("),
             errors.c_str());
    QCOMPARE(fs::file_size(database), std::uintmax_t(length));  // left as it is, to be saved
    const auto differing = adaptersDifference(workspace);
    QVERIFY2(differing.empty(), differing.c_str());
}

void WorkspaceFailuresTest::wrongInputIsToldBeforeAnythingIsStored_data() {
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("value");
    QTest::addColumn<int>("lines");
    QTest::newRow("an unknown objective") << "/train/0/objective"
                                          << "\"lyre\"" << 1;
    QTest::newRow("a missing file") << "/data/train/0"
                                    << "\"gone.jsonl\"" << 1;
    QTest::newRow("an option out of its range") << "/train/0/options"
                                                << R"({"temperature": -1})" << 1;
    QTest::newRow("two wrong values") << "/evaluate"
                                      << R"({"every": -1, "responses": 0})" << 2;
    QTest::newRow("data of no known format") << "/data/train/0"
                                             << "\"experiment.json\"" << 1;
    QTest::newRow("no test prompts for the evaluation") << "/data/test"
                                                        << "[]" << 1;
}

void WorkspaceFailuresTest::wrongInputIsToldBeforeAnythingIsStored() {
    QFETCH(QString, pointer);
    QFETCH(QString, value);
    QFETCH(int, lines);
    auto experiment = tinyExperiment();
    experiment[nlohmann::json::json_pointer(pointer.toStdString())] =
        nlohmann::json::parse(value.toStdString());
    const auto folder = fresh();
    const auto file = writeExperiment(folder, experiment);
    LireProcess process({"run", file.string(), "--workspace", (folder / "work").string()},
                        errorsFile());
    QCOMPARE(process.wait(), 2);
    const auto errors = QString::fromStdString(process.errors());
    QCOMPARE(errors.count('\n'), lines);
    for (const auto& line : errors.split('\n', Qt::SkipEmptyParts)) {
        QVERIFY2(line.startsWith(QString::fromStdString(file.string()) + ": " + pointer),
                 qPrintable(line));
    }
    QVERIFY(!fs::exists(folder / "work"));
}

void WorkspaceFailuresTest::anInterruptedRunSavesItsStateAndGoesOn() {
    const auto workspace = fresh();
    LireProcess process(arguments(workspace), errorsFile());
    QCOMPARE(interruptedAtAStep(process), 130);
    QCOMPARE(process.errors(), std::string());
    QCOMPARE(runs::RunReader(workspace).runs().at(0).state, std::string("stopped"));
    LireProcess again(arguments(workspace), errorsFile());
    QCOMPARE(again.wait(), 0);
    const auto differing = adaptersDifference(workspace);
    QVERIFY2(differing.empty(), differing.c_str());
}

void WorkspaceFailuresTest::aRunGoesOnAsItWasStoredWhateverItsFileSays() {
    const auto workspace = fresh();
    const auto file = m_file.parent_path() / "edited.json";
    fs::copy_file(m_file, file, fs::copy_options::overwrite_existing);
    LireProcess process({"run", file.string(), "--workspace", workspace.string(), "--quiet"},
                        errorsFile());
    QCOMPARE(interruptedAtAStep(process), 130);
    std::ofstream(file) << "{}";
    const auto run = runs::RunReader(workspace).runs().at(0).id;
    const std::vector<std::string> goOn = {
        "run", "--run", run, "--workspace", workspace.string(), "--quiet"};
    LireProcess again(goOn, errorsFile());
    QCOMPARE(again.wait(), 0);
    const auto differing = adaptersDifference(workspace);
    QVERIFY2(differing.empty(), differing.c_str());
    LireProcess finished(goOn, errorsFile());
    QCOMPARE(finished.wait(), 2);
    QVERIFY2(isOneLine(finished.errors()), finished.errors().c_str());
}

void WorkspaceFailuresTest::aRunWhoseDataHaveChangedIsRefused() {
    const auto workspace = fresh();
    const auto file = writeExperiment(path("changing"));
    LireProcess process({"run", file.string(), "--workspace", workspace.string(), "--quiet"},
                        errorsFile());
    QCOMPARE(interruptedAtAStep(process), 130);
    const auto data = file.parent_path() / "train.jsonl";
    auto lines = linesOf(data);
    std::swap(lines.front(), lines.back());
    writeLines(data, lines);
    const auto run = runs::RunReader(workspace).runs().at(0).id;
    LireProcess again({"run", "--run", run, "--workspace", workspace.string(), "--quiet"},
                      errorsFile());
    QCOMPARE(again.wait(), 2);
    QCOMPARE(again.errors(),
             data.string() +
                 ": has changed since the run began; put back what it was, or start a "
                 "new run\n");
}

void WorkspaceFailuresTest::aRunThatIsNotThereOrNotNamedIsTold_data() {
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("told");
    QTest::newRow("no such run") << QStringList{"--run", "x"} << "x: no such run in this workspace";
    QTest::newRow("neither file nor run") << QStringList{} << "EXPERIMENT: is missing";
}

void WorkspaceFailuresTest::aRunThatIsNotThereOrNotNamedIsTold() {
    QFETCH(QStringList, words);
    QFETCH(QString, told);
    std::vector<std::string> arguments = {"run", "--workspace", fresh().string(), "--quiet"};
    for (const auto& word : words) {
        arguments.push_back(word.toStdString());
    }
    LireProcess process(arguments, errorsFile());
    QCOMPARE(process.wait(), 2);
    QVERIFY2(isOneLine(process.errors()), process.errors().c_str());
    QVERIFY2(QString::fromStdString(process.errors()).startsWith(told), process.errors().c_str());
}

QTEST_GUILESS_MAIN(WorkspaceFailuresTest)
#include "workspace_failures_test.moc"
