// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <set>

#include "core/error.h"
#include "core/runs/run_reader.h"
#include "core/runs/run_writer.h"

using namespace lire::runs;

class RunStoreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void aRunIsListedAsItWasCreated();
    void idsOfOneNameAndSecondAreUnique();
    void anIdHoldsPlainLettersOnly_data();
    void anIdHoldsPlainLettersOnly();
    void theReaderSeesWritesWhileTheWriterLives();
    void aReaderBeforeTheWriterSeesAnEmptyWorkspace();
    void versionChangesWithEveryCommit();
    void aStateEventChangesTheSummary();
    void eventsGoOnAfterARow();
    void theLogKeepsWhatHappened();
    void forgettingAStageLeavesNoDoubles_data();
    void forgettingAStageLeavesNoDoubles();
    void rowsNeverComeBack();
    void interruptedRunsBecomeStopped();
    void aRemovedRunLeavesNothing();
    void unknownRunsAreRefused();

private:
    std::filesystem::path workspace() const { return m_folder->filePath("work").toStdString(); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

Event step(const std::string& run, std::int64_t number, const std::string& stage = "lire") {
    return {.run = run,
            .stage = stage,
            .time = 100.0 + double(number),
            .body = StepEvent{.step = number}};
}

Event state(const std::string& run, const std::string& name, double fraction = 0.0) {
    return {.run = run, .time = 5e9, .body = StateEvent{.state = name, .fraction = fraction}};
}

std::vector<std::int64_t> steps(RunReader& reader, const std::string& run) {
    std::vector<std::int64_t> found;
    for (const auto& stored : reader.events(run)) {
        if (const auto* body = std::get_if<StepEvent>(&stored.event.body)) {
            found.push_back(body->step);
        }
    }
    return found;
}

/// The sentence of the Error that `call` raises, empty where it raises none.
template <class Call>
QString sentence(Call&& call) {
    try {
        call();
    } catch (const lire::Error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

}  // namespace

void RunStoreTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
}

void RunStoreTest::aRunIsListedAsItWasCreated() {
    RunWriter writer(workspace());
    const auto id = writer.createRun("Demo",
                                     "abc",
                                     {.experiment = {{"name", "Demo"}},
                                      .experimentFile = "/e.json",
                                      .resolved = {{"threads", 2}}});
    RunReader reader(workspace());
    const auto runs = reader.runs();
    QCOMPARE(runs.size(), std::size_t{1});
    QCOMPARE(runs[0].id, id);
    QCOMPARE(runs[0].name, std::string("Demo"));
    QCOMPARE(runs[0].state, std::string("queued"));
    QCOMPARE(runs[0].digest, std::string("abc"));
    QCOMPARE(runs[0].fraction, 0.0);
    QVERIFY(runs[0].created > 1.7e9);
    QCOMPARE(runs[0].changed, runs[0].created);
    const auto definition = reader.definition(id);
    QVERIFY(definition.experiment == nlohmann::json({{"name", "Demo"}}));
    QCOMPARE(definition.experimentFile, std::string("/e.json"));
    QVERIFY(definition.resolved == nlohmann::json({{"threads", 2}}));
    QCOMPARE(writer.runFolder(id), workspace() / "runs" / id);
    QVERIFY(std::filesystem::is_directory(workspace() / "runs" / id));
}

void RunStoreTest::idsOfOneNameAndSecondAreUnique() {
    RunWriter writer(workspace());
    std::set<std::string> ids;
    for (int i = 0; i < 20; ++i) {
        ids.insert(writer.createRun("demo", "", {}));
    }
    QCOMPARE(ids.size(), std::size_t{20});
    RunReader reader(workspace());
    const auto runs = reader.runs();
    QCOMPARE(runs.size(), std::size_t{20});
    for (std::size_t i = 1; i < runs.size(); ++i) {
        QVERIFY2(runs[i - 1].created >= runs[i].created, "newest first");
    }
}

void RunStoreTest::anIdHoldsPlainLettersOnly_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("end");
    QTest::newRow("plain") << "demo-2"
                           << "-demo-2";
    QTest::newRow("a path") << "../../etc"
                            << "-etc";
    QTest::newRow("spaces and capitals") << "My  First run!"
                                         << "-my-first-run";
    QTest::newRow("nothing left") << "été"
                                  << "-t";
    QTest::newRow("empty") << ""
                           << "-run";
    QTest::newRow("long") << QString(300, 'x') << "-" + QString(40, 'x');
}

void RunStoreTest::anIdHoldsPlainLettersOnly() {
    QFETCH(QString, name);
    QFETCH(QString, end);
    RunWriter writer(workspace());
    const auto id = QString::fromStdString(writer.createRun(name.toStdString(), "", {}));
    QCOMPARE(id.mid(15), end);  // after 20261125-101500
    QVERIFY(std::filesystem::is_directory(workspace() / "runs" / id.toStdString()));
}

void RunStoreTest::theReaderSeesWritesWhileTheWriterLives() {
    RunWriter writer(workspace());
    const auto id = writer.createRun("demo", "", {});
    RunReader reader(workspace());
    QVERIFY(reader.events(id).empty());
    writer.receive(step(id, 1));
    const auto events = reader.events(id);
    QCOMPARE(events.size(), std::size_t{1});
    QVERIFY(toJson(events[0].event) == toJson(step(id, 1)));
    QCOMPARE(reader.runs()[0].changed, 101.0);
}

void RunStoreTest::aReaderBeforeTheWriterSeesAnEmptyWorkspace() {
    RunReader reader(workspace());
    QVERIFY(reader.runs().empty());
    const auto before = reader.version();
    RunWriter writer(workspace());
    writer.createRun("demo", "", {});
    QVERIFY(reader.version() != before);
    QCOMPARE(reader.runs().size(), std::size_t{1});
}

void RunStoreTest::versionChangesWithEveryCommit() {
    RunWriter writer(workspace());
    const auto id = writer.createRun("demo", "", {});
    RunReader reader(workspace());
    auto before = reader.version();
    QCOMPARE(reader.version(), before);
    for (int i = 1; i < 4; ++i) {
        writer.receive(step(id, i));
        QVERIFY(reader.version() != before);
        before = reader.version();
        QCOMPARE(reader.version(), before);
    }
}

void RunStoreTest::aStateEventChangesTheSummary() {
    RunWriter writer(workspace());
    const auto id = writer.createRun("demo", "", {});
    writer.receive({.run = id,
                    .time = 5e9,
                    .body = StateEvent{.state = "done", .fraction = 1, .report = "report.html"}});
    writer.receive(state(id, "stopped", 0.5));
    RunReader reader(workspace());
    const auto run = reader.runs().at(0);
    QCOMPARE(run.state, std::string("stopped"));
    QCOMPARE(run.fraction, 0.5);
    QCOMPARE(run.changed, 5e9);
    QCOMPARE(run.report, std::string("report.html"));
}

void RunStoreTest::eventsGoOnAfterARow() {
    RunWriter writer(workspace());
    const auto id = writer.createRun("demo", "", {});
    const auto other = writer.createRun("other", "", {});
    for (int i = 1; i <= 5; ++i) {
        writer.receive(step(id, i));
        writer.receive(step(other, 100 + i));
    }
    RunReader reader(workspace());
    const auto first = reader.events(id, 0, 2);
    QCOMPARE(first.size(), std::size_t{2});
    const auto rest = reader.events(id, first.back().row);
    QCOMPARE(rest.size(), std::size_t{3});
    QCOMPARE(std::get<StepEvent>(rest.front().event.body).step, 3);
    QVERIFY(rest.front().row > first.back().row);
}

/// The log is the run's story: a stage that began anew takes nothing out of it.
void RunStoreTest::theLogKeepsWhatHappened() {
    RunWriter writer(workspace());
    const auto run = writer.createRun("a", "", {});
    writer.receive(step(run, 1));
    writer.forgetStage(run, "lire");
    writer.receive(step(run, 1));
    QFile log(QString::fromStdString((writer.runFolder(run) / "log.jsonl").string()));
    QVERIFY(log.open(QIODevice::ReadOnly));
    const auto lines = log.readAll().trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    for (const auto& line : lines) {
        const auto event = eventFromJson(nlohmann::json::parse(line.toStdString()));
        QCOMPARE(std::get<StepEvent>(event.body).step, 1);
    }
}

void RunStoreTest::forgettingAStageLeavesNoDoubles_data() {
    QTest::addColumn<int>("after");
    QTest::addColumn<QString>("left");
    QTest::newRow("the whole stage") << -1 << "";
    QTest::newRow("all steps") << 0 << "stage ";
    QTest::newRow("steps after the checkpoint") << 2 << "stage step1 step2 evaluation2 ";
    QTest::newRow("none is later") << 3 << "stage step1 step2 evaluation2 step3 evaluation3 ";
}

void RunStoreTest::forgettingAStageLeavesNoDoubles() {
    QFETCH(int, after);
    QFETCH(QString, left);
    RunWriter writer(workspace());
    const auto id = writer.createRun("demo", "", {});
    const auto other = writer.createRun("other", "", {});
    writer.receive({.run = id, .stage = "lire", .body = StageEvent{.state = "started"}});
    for (int i = 1; i <= 3; ++i) {
        writer.receive(step(id, i));
        if (i > 1) {
            writer.receive({.run = id, .stage = "lire", .body = EvaluationEvent{.step = i}});
        }
    }
    writer.receive(step(id, 9, "dpo"));
    writer.receive(step(other, 9));
    writer.forgetStage(id, "lire", after);
    RunReader reader(workspace());
    QString found;
    for (const auto& stored : reader.events(id)) {
        if (stored.event.stage == "lire") {
            const auto json = toJson(stored.event);
            found += QString::fromStdString(json.at("event").get<std::string>());
            found +=
                json.contains("step") ? QString::number(json.at("step").get<int>()) : QString();
            found += " ";
        }
    }
    QCOMPARE(found, left);
    QCOMPARE(steps(reader, id).back(), 9);
    QCOMPARE(steps(reader, other).size(), std::size_t{1});
}

void RunStoreTest::rowsNeverComeBack() {
    RunWriter writer(workspace());
    const auto id = writer.createRun("demo", "", {});
    writer.receive(step(id, 1));
    RunReader reader(workspace());
    const auto seen = reader.events(id).back().row;
    writer.forgetStage(id, "lire");
    writer.receive(step(id, 1));
    QCOMPARE(reader.events(id, seen).size(), std::size_t{1});
}

void RunStoreTest::interruptedRunsBecomeStopped() {
    std::map<std::string, std::string> ids;
    {
        RunWriter writer(workspace());
        for (const char* name : {"queued", "running", "paused", "stopped", "failed", "done"}) {
            ids[name] = writer.createRun(name, "", {});
            if (std::string(name) != "queued") {
                writer.receive(state(ids[name], name, 0.25));
            }
        }
    }
    RunWriter writer(workspace());
    writer.closeInterrupted();
    RunReader reader(workspace());
    for (const auto& run : reader.runs()) {
        // What never began was not stopped: it waits still.
        const bool interrupted = run.name == "running" || run.name == "paused";
        QCOMPARE(run.state, interrupted ? std::string("stopped") : run.name);
    }
    const auto events = reader.events(ids["running"]);
    QCOMPARE(std::get<StateEvent>(events.back().event.body).state, std::string("stopped"));
    QCOMPARE(std::get<StateEvent>(events.back().event.body).fraction, 0.25);
    QCOMPARE(events.back().event.time, 5e9);  // its last sign of life
}

void RunStoreTest::aRemovedRunLeavesNothing() {
    RunWriter writer(workspace());
    const auto id = writer.createRun("demo", "", {});
    const auto other = writer.createRun("other", "", {});
    for (const auto& run : {id, other}) {
        writer.receive(step(run, 1));
        writer.savePrompts(run, std::vector<PromptRecord>{{.id = "p"}});
        writer.saveResponses(run, std::vector<ResponseRecord>{{.promptId = "p"}});
    }
    writer.removeRun(id);
    RunReader reader(workspace());
    QCOMPARE(reader.runs().size(), std::size_t{1});
    QVERIFY(!std::filesystem::exists(workspace() / "runs" / id));
    QVERIFY(!sentence([&] { reader.responses(id); }).isEmpty());
    QCOMPARE(reader.responses(other).size(), std::size_t{1});
    QCOMPARE(reader.prompts(other).size(), std::size_t{1});
    QCOMPARE(reader.events(other).size(), std::size_t{1});
}

void RunStoreTest::unknownRunsAreRefused() {
    RunWriter writer(workspace());
    RunReader reader(workspace());
    const auto wanted = QString::fromStdString(workspace().string()) +
                        ": there is no run \"none\"; use an id as the workspace lists it";
    QCOMPARE(sentence([&] { writer.receive(step("none", 1)); }), wanted);
    QCOMPARE(sentence([&] { writer.removeRun("none"); }), wanted);
    QCOMPARE(sentence([&] { reader.definition("none"); }), wanted);
    QCOMPARE(sentence([&] { reader.events("none"); }), wanted);
    QVERIFY(!sentence([&] { writer.removeRun("../work"); }).isEmpty());
    QVERIFY(std::filesystem::exists(workspace()));
}

QTEST_GUILESS_MAIN(RunStoreTest)
#include "run_store_test.moc"
