// SPDX-License-Identifier: GPL-3.0-or-later
// A run that is paused, stopped with its state kept, and resumed in the same program.
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <functional>
#include <memory>

#include "core/error.h"
#include "core/experiment/job_runner.h"
#include "core/experiment/tiny_experiment.h"

using namespace lire;
using namespace lire::tests;

namespace {

/// Calls `act` once, on the worker's thread, at the nth event of a kind in a stage.
class ActingSink final : public runs::EventSink {
public:
    void receive(const runs::Event& event) override {
        m_recorder.receive(event);
        if (event.stage == m_stage && runs::toJson(event)["event"] == m_kind && --m_left == 0) {
            m_act();
        }
    }
    void actAt(std::string stage, std::string kind, int nth, std::function<void()> act) {
        m_stage = std::move(stage);
        m_kind = std::move(kind);
        m_left = nth;
        m_act = std::move(act);
    }
    std::vector<runs::Event> events() const { return m_recorder.events(); }
    std::size_t count() const { return events().size(); }
    /// Of the newest StateEvent; empty where there is none.
    std::string state() const {
        std::string state;
        for (const auto& event : events()) {
            if (const auto* body = std::get_if<runs::StateEvent>(&event.body)) {
                state = body->state;
            }
        }
        return state;
    }

private:
    Recorder m_recorder;
    std::string m_stage;
    std::string m_kind;
    int m_left = 0;
    std::function<void()> m_act;
};

nlohmann::json contentOf(const fs::path& file) {
    return nlohmann::json::parse(bytesOf(file));
}

}  // namespace

class PauseResumeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void pausedNothingAdvances_data();
    void pausedNothingAdvances();
    void pausedBeforeItBeganTheRunWaits();
    void stoppedKeepsItsStateAndGoesOnTheSame_data();
    void stoppedKeepsItsStateAndGoesOnTheSame();
    void aCheckpointThatWasNotRenamedCountsForNothing_data();
    void aCheckpointThatWasNotRenamedCountsForNothing();
    void referenceLogprobsOfOtherListsAreNotRead_data();
    void referenceLogprobsOfOtherListsAreNotRead();
    void stoppedWhilePausedEnds();
    void closingStopsWithTheStateKept();
    void stopClearsTheQueue();
    void runsWaitInTheirOrder();
    void aFinishedOrUnknownRunIsNotResumed();

private:
    fs::path path(const QString& name) const { return m_folder.filePath(name).toStdString(); }
    fs::path fresh() { return path(QString("work-%1").arg(++m_number)); }
    /// Adapters, reward models and measurements are the uninterrupted run's; else what differs.
    std::string difference(const fs::path& workspace, const std::string& run) const;

    QTemporaryDir m_folder{quickFolder()};
    fs::path m_file;
    std::string m_whole;
    int m_number = 0;
};

void PauseResumeTest::initTestCase() {
    m_file = writeExperiment(path("experiment"));
    Recorder recorder;
    experiment::JobRunner runner(path("whole"), recorder);
    m_whole = runner.start(contentOf(m_file), m_file);
    runner.wait();
    QCOMPARE(runs::RunReader(path("whole")).runs().at(0).state, std::string("done"));
}

std::string PauseResumeTest::difference(const fs::path& workspace, const std::string& run) const {
    const auto whole = path("whole");
    for (const auto* part : {"adapters", "reward-models"}) {
        const auto file =
            differingFile(workspace / "runs" / run / part, whole / "runs" / m_whole / part);
        if (!file.empty()) {
            return file;
        }
    }
    return firstDifference(measurements(workspace, run), measurements(whole, m_whole));
}

void PauseResumeTest::pausedNothingAdvances_data() {
    QTest::addColumn<QString>("stage");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("nth");
    QTest::newRow("in reward training") << "rm"
                                        << "step" << 3;
    QTest::newRow("while candidates are drawn") << "candidates"
                                                << "sample" << 1;
    QTest::newRow("in a policy's training") << "lire"
                                            << "step" << 3;
    QTest::newRow("in the base's evaluation") << "base"
                                              << "evaluation" << 1;
    QTest::newRow("in the last policy") << "sft"
                                        << "step" << 1;
}

void PauseResumeTest::pausedNothingAdvances() {
    QFETCH(QString, stage);
    QFETCH(QString, kind);
    QFETCH(int, nth);
    const auto workspace = fresh();
    ActingSink sink;
    experiment::JobRunner runner(workspace, sink);
    sink.actAt(stage.toStdString(), kind.toStdString(), nth, [&runner] { runner.pause(); });
    const auto run = runner.start(contentOf(m_file), m_file);
    QTRY_COMPARE_WITH_TIMEOUT(sink.state(), std::string("paused"), 20000);
    QVERIFY(runner.paused() && runner.busy());
    QCOMPARE(runner.current(), run);
    QCOMPARE(runs::RunReader(workspace).runs().at(0).state, std::string("paused"));
    const auto count = sink.count();
    QTest::qWait(150);
    QCOMPARE(sink.count(), count);
    runner.unpause();
    runner.wait();
    QVERIFY(sink.count() > count);
    QCOMPARE(sink.state(), std::string("done"));
    const auto differing = difference(workspace, run);
    QVERIFY2(differing.empty(), differing.c_str());
}

void PauseResumeTest::pausedBeforeItBeganTheRunWaits() {
    ActingSink sink;
    experiment::JobRunner runner(fresh(), sink);
    runner.pause();
    runner.start(contentOf(m_file), m_file);
    QTRY_COMPARE_WITH_TIMEOUT(sink.state(), std::string("paused"), 20000);
    runner.unpause();
    runner.wait();
    QCOMPARE(sink.state(), std::string("done"));
}

void PauseResumeTest::stoppedKeepsItsStateAndGoesOnTheSame_data() {
    QTest::addColumn<QString>("stage");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("nth");
    QTest::newRow("in reward training") << "rm"
                                        << "step" << 7;
    QTest::newRow("at a reward model's live accuracy") << "rm_star"
                                                       << "reward_accuracy" << 1;
    QTest::newRow("while candidates are drawn") << "candidates"
                                                << "sample" << 1;
    QTest::newRow("after they were scored") << "candidates"
                                            << "score" << 1;
    QTest::newRow("in the base's evaluation") << "base"
                                              << "evaluation" << 2;
    QTest::newRow("between two checkpoints") << "lire"
                                             << "step" << 3;
    QTest::newRow("at a checkpoint with a live evaluation") << "lire"
                                                            << "step" << 4;
    QTest::newRow("at the end of a round") << "lire"
                                           << "step" << 6;
    QTest::newRow("between two rounds") << "lire"
                                        << "score" << 1;
    QTest::newRow("in the full evaluation") << "lire"
                                            << "evaluation" << 4;
    QTest::newRow("in a policy without checkpoints so far") << "sft"
                                                            << "step" << 2;
    QTest::newRow("as the report begins") << "report"
                                          << "stage" << 1;
}

void PauseResumeTest::stoppedKeepsItsStateAndGoesOnTheSame() {
    QFETCH(QString, stage);
    QFETCH(QString, kind);
    QFETCH(int, nth);
    const auto workspace = fresh();
    ActingSink sink;
    experiment::JobRunner runner(workspace, sink);
    sink.actAt(stage.toStdString(), kind.toStdString(), nth, [&runner] { runner.stop(); });
    const auto run = runner.start(contentOf(m_file), m_file);
    runner.wait();
    QCOMPARE(sink.state(), std::string("stopped"));
    QVERIFY(!runner.busy());
    const auto summary = runs::RunReader(workspace).runs().at(0);
    QCOMPARE(summary.state, std::string("stopped"));
    QVERIFY(summary.fraction < 1.0);
    runner.resume(run);
    runner.wait();
    QCOMPARE(sink.state(), std::string("done"));
    const auto differing = difference(workspace, run);
    QVERIFY2(differing.empty(), differing.c_str());
}

void PauseResumeTest::aCheckpointThatWasNotRenamedCountsForNothing_data() {
    QTest::addColumn<QString>("stage");
    QTest::addColumn<int>("step");
    QTest::addColumn<int>("whole");
    QTest::newRow("a reward model's first") << "rm" << 7 << 0;
    QTest::newRow("a reward model's second") << "rm" << 12 << 1;
    QTest::newRow("a policy's first") << "lire" << 1 << 0;
    QTest::newRow("a policy's third") << "lire" << 5 << 1;
    QTest::newRow("of the second round") << "lire" << 9 << 1;
    QTest::newRow("where every step has one") << "dpo" << 4 << 1;
}

/// What a kill leaves between a checkpoint's write and its rename.
void PauseResumeTest::aCheckpointThatWasNotRenamedCountsForNothing() {
    QFETCH(QString, stage);
    QFETCH(int, step);
    QFETCH(int, whole);
    const auto workspace = fresh();
    ActingSink sink;
    std::string run;
    {
        experiment::JobRunner runner(workspace, sink);
        sink.actAt(stage.toStdString(), "step", step, [&runner] { runner.stop(); });
        run = runner.start(contentOf(m_file), m_file);
        runner.wait();
        QCOMPARE(sink.state(), std::string("stopped"));
    }
    const auto stageFolder = workspace / "runs" / run / "stages" / stage.toStdString();
    QVERIFY(!fs::exists(stageFolder / "done.json"));
    const auto checkpoints = stageFolder / "checkpoints";
    const auto name = QString("step-%1").arg(step, 8, 10, QChar('0')).toStdString();
    const auto unfinished = checkpoints / (name + ".tmp");
    // Where the step has had its checkpoint before the stop, the stop's is its second.
    const bool second = fs::exists(checkpoints / (name + "-0002"));
    fs::rename(checkpoints / (second ? name + "-0002" : name), unfinished);
    QCOMPARE(filesIn(unfinished), (std::set<std::string>{"state.json", "state.safetensors"}));
    const fs::directory_iterator folders(checkpoints);
    QCOMPARE(std::distance(begin(folders), end(folders)), whole + 1);

    experiment::JobRunner next(workspace, sink);
    next.resume(run);
    next.wait();
    QCOMPARE(sink.state(), std::string("done"));
    QVERIFY(!fs::exists(unfinished));
    const auto differing = difference(workspace, run);
    QVERIFY2(differing.empty(), differing.c_str());
}

void PauseResumeTest::referenceLogprobsOfOtherListsAreNotRead_data() {
    QTest::addColumn<QString>("lists");
    QTest::newRow("rows alone, as earlier versions wrote them") << "";
    QTest::newRow("rows of other lists") << "0123456789abcdef";
}

void PauseResumeTest::referenceLogprobsOfOtherListsAreNotRead() {
    QFETCH(QString, lists);
    const auto workspace = fresh();
    ActingSink sink;
    experiment::JobRunner runner(workspace, sink);
    sink.actAt("dpo", "step", 2, [&runner] { runner.stop(); });
    const auto run = runner.start(contentOf(m_file), m_file);
    runner.wait();
    QCOMPARE(sink.state(), std::string("stopped"));
    const auto file = workspace / "runs" / run / "stages" / "dpo" / "reference-0.json";
    const auto written = contentOf(file);
    auto other = nlohmann::json::array();
    for (std::size_t i = 0; i < trainPairs; ++i) {
        other.push_back({-100.0, -1.0});
    }
    if (!lists.isEmpty()) {
        other = {{"lists", lists.toStdString()}, {"rows", other}};
    }
    std::ofstream(file) << other.dump();
    runner.resume(run);
    runner.wait();
    QCOMPARE(sink.state(), std::string("done"));
    QVERIFY(contentOf(file) == written);
    const auto differing = difference(workspace, run);
    QVERIFY2(differing.empty(), differing.c_str());
}

void PauseResumeTest::stoppedWhilePausedEnds() {
    const auto workspace = fresh();
    ActingSink sink;
    experiment::JobRunner runner(workspace, sink);
    sink.actAt("lire", "step", 2, [&runner] { runner.pause(); });
    const auto run = runner.start(contentOf(m_file), m_file);
    QTRY_COMPARE_WITH_TIMEOUT(sink.state(), std::string("paused"), 20000);
    runner.stop();
    runner.wait();
    QCOMPARE(sink.state(), std::string("stopped"));
    QTRY_VERIFY(!runner.paused());  // the next run is free
    runner.resume(run);
    runner.wait();
    QCOMPARE(sink.state(), std::string("done"));
    const auto differing = difference(workspace, run);
    QVERIFY2(differing.empty(), differing.c_str());
}

void PauseResumeTest::closingStopsWithTheStateKept() {
    const auto workspace = fresh();
    ActingSink sink;
    std::atomic<bool> reached = false;
    auto runner = std::make_unique<experiment::JobRunner>(workspace, sink);
    sink.actAt("lire", "step", 3, [&] {
        reached = true;
        runner->pause();
    });
    const auto run = runner->start(contentOf(m_file), m_file);
    QTRY_VERIFY_WITH_TIMEOUT(reached && sink.state() == "paused", 20000);
    runner.reset();
    QCOMPARE(runs::RunReader(workspace).runs().at(0).state, std::string("stopped"));
    experiment::JobRunner next(workspace, sink);
    QCOMPARE(next.resumeOrStart(contentOf(m_file), m_file), run);
    next.wait();
    const auto differing = difference(workspace, run);
    QVERIFY2(differing.empty(), differing.c_str());
}

void PauseResumeTest::stopClearsTheQueue() {
    const auto workspace = fresh();
    ActingSink sink;
    experiment::JobRunner runner(workspace, sink);
    sink.actAt("rm", "step", 2, [&runner] { runner.pause(); });
    const auto first = runner.start(contentOf(m_file), m_file);
    const auto second = runner.start(contentOf(m_file), m_file);
    QVERIFY(first != second);
    QTRY_COMPARE_WITH_TIMEOUT(sink.state(), std::string("paused"), 20000);
    QCOMPARE(runner.queued(), std::vector<std::string>{second});
    runner.stop();
    runner.wait();
    for (const auto& summary : runs::RunReader(workspace).runs()) {
        QCOMPARE(summary.state, std::string("stopped"));
    }
    QVERIFY(runner.queued().empty());
}

void PauseResumeTest::runsWaitInTheirOrder() {
    const auto workspace = fresh();
    auto brief = tinyExperiment();
    for (const auto* part : {"candidates", "train", "evaluate"}) {
        brief.erase(part);
    }
    Recorder recorder;
    experiment::JobRunner runner(workspace, recorder);
    std::vector<std::string> wanted;
    for (int i = 0; i < 3; ++i) {
        wanted.push_back(runner.start(brief, m_file));
    }
    runner.wait();
    std::vector<std::string> ended;
    for (const auto& event : recorder.events()) {
        const auto* state = std::get_if<runs::StateEvent>(&event.body);
        if (state != nullptr && state->state == "done") {
            ended.push_back(event.run);
        }
    }
    QCOMPARE(ended, wanted);
}

void PauseResumeTest::aFinishedOrUnknownRunIsNotResumed() {
    Recorder recorder;
    experiment::JobRunner runner(path("whole"), recorder);
    const auto sentence = [&runner](const std::string& run) {
        try {
            runner.resume(run);
        } catch (const Error& error) {
            return QString::fromUtf8(error.what());
        }
        return QString("no error");
    };
    QCOMPARE(
        sentence(m_whole),
        QString::fromStdString(m_whole) + ": the run is finished; start it anew to run it again");
    QCOMPARE(sentence("nothing"),
             QString("nothing: no such run in this workspace; choose one of the runs that it "
                     "lists"));
}

QTEST_GUILESS_MAIN(PauseResumeTest)
#include "pause_resume_test.moc"
