// SPDX-License-Identifier: GPL-3.0-or-later
// What waits in a runner's queue, and what a run's summary says while it waits, fails or goes on.
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <map>
#include <mutex>

#include "core/experiment/job_runner.h"
#include "core/experiment/tiny_experiment.h"

using namespace lire;
using namespace lire::experiment;

namespace {

constexpr int longWait = 60000;  ///< ms: a slow machine's worst, not what it takes

/// Keeps the states that runs told.
class KeepingSink final : public runs::EventSink {
public:
    void receive(const runs::Event& event) override {
        if (const auto* state = std::get_if<runs::StateEvent>(&event.body)) {
            const std::scoped_lock lock(m_mutex);
            m_states[event.run].push_back(*state);
        }
    }
    std::vector<runs::StateEvent> states(const std::string& run) {
        const std::scoped_lock lock(m_mutex);
        return m_states[run];
    }

private:
    std::mutex m_mutex;
    std::map<std::string, std::vector<runs::StateEvent>> m_states;
};

}  // namespace

class JobQueueTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatWaitedWhenTheRunnerWentWaitsInTheNext();
    void aWaitingRunIsQueuedOnce();
    void aRunAtWorkIsNotQueuedAgain();
    void oneRunIsStoppedAndTheNextBegins();
    void aRunIsAtWorkBeforeItsModelsAreOpened();
    void aRunThatFailsKeepsWhatItReached();
    void aRunThatGoesOnKeepsWhatItReached();

private:
    std::map<std::string, runs::RunSummary> summaries() {
        std::map<std::string, runs::RunSummary> all;
        for (const auto& run : runs::RunReader(m_workspace).runs()) {
            all[run.id] = run;
        }
        return all;
    }
    /// Starts a run and lets the runner go in the midst of it.
    std::string begun() {
        JobRunner runner(m_workspace, m_sink);
        const std::string run = runner.start(tests::tinyExperiment(), m_file);
        const bool advanced =
            QTest::qWaitFor([&] { return summaries()[run].fraction > 0.1; }, longWait);
        return advanced ? run : std::string();
    }

    QTemporaryDir m_folder{tests::quickFolder()};
    std::filesystem::path m_workspace =
        std::filesystem::path(m_folder.path().toStdString()) / "workspace";
    std::filesystem::path m_file = tests::writeExperiment(m_folder.path().toStdString());
    KeepingSink m_sink;
};

void JobQueueTest::whatWaitedWhenTheRunnerWentWaitsInTheNext() {
    std::string first;
    std::string second;
    std::string third;
    {
        JobRunner runner(m_workspace, m_sink);
        first = runner.start(tests::tinyExperiment(), m_file);
        second = runner.start(tests::tinyExperiment(), m_file);
        third = runner.start(tests::tinyExperiment(), m_file);
        QTRY_COMPARE_WITH_TIMEOUT(runner.current(), first, longWait);
    }
    QCOMPARE(summaries()[second].state, std::string("queued"));
    {
        JobRunner other(m_workspace, m_sink);  // as `lire run --run` opens it
        QCOMPARE(summaries()[second].state, std::string("queued"));
        QVERIFY(!other.busy());
    }
    JobRunner runner(m_workspace, m_sink);
    runner.resumeQueued();
    QTRY_COMPARE_WITH_TIMEOUT(runner.current(), second, longWait);
    QCOMPARE(runner.queued(), std::vector<std::string>{third});
    QCOMPARE(summaries()[first].state, std::string("stopped"));
    runner.stop();
    runner.wait();
}

void JobQueueTest::aWaitingRunIsQueuedOnce() {
    JobRunner runner(m_workspace, m_sink);
    const auto first = runner.start(tests::tinyExperiment(), m_file);
    const auto second = runner.start(tests::tinyExperiment(), m_file);
    runner.resume(second);
    runner.resumeQueued();
    QTRY_COMPARE_WITH_TIMEOUT(runner.current(), first, longWait);
    QCOMPARE(runner.queued(), std::vector<std::string>{second});
    runner.stop();
    runner.wait();
}

void JobQueueTest::aRunAtWorkIsNotQueuedAgain() {
    KeepingSink sink;
    JobRunner runner(m_workspace, sink);
    const auto run = runner.start(tests::tinyExperiment(), m_file);
    QTRY_COMPARE_WITH_TIMEOUT(runner.current(), run, longWait);
    runner.resume(run);
    QVERIFY(runner.queued().empty());
    runner.stop(run);
    runner.wait();
    int queued = 0;
    for (const auto& state : sink.states(run)) {
        queued += state.state == "queued" ? 1 : 0;
    }
    QCOMPARE(queued, 1);
}

void JobQueueTest::oneRunIsStoppedAndTheNextBegins() {
    JobRunner runner(m_workspace, m_sink);
    const auto first = runner.start(tests::tinyExperiment(), m_file);
    const auto second = runner.start(tests::tinyExperiment(), m_file);
    const auto third = runner.start(tests::tinyExperiment(), m_file);
    QTRY_COMPARE_WITH_TIMEOUT(runner.current(), first, longWait);
    runner.stop(second);
    QCOMPARE(runner.current(), first);
    QCOMPARE(runner.queued(), std::vector<std::string>{third});
    QCOMPARE(summaries()[second].state, std::string("stopped"));
    runner.stop("20000101-000000-none");
    runner.stop(first);
    QTRY_COMPARE_WITH_TIMEOUT(runner.current(), third, longWait);
    QCOMPARE(summaries()[first].state, std::string("stopped"));
    runner.stop(third);
    runner.wait();
    QCOMPARE(summaries()[third].state, std::string("stopped"));
}

void JobQueueTest::aRunIsAtWorkBeforeItsModelsAreOpened() {
    const auto file = tests::writeExperiment(m_workspace.parent_path() / "incomplete");
    KeepingSink sink;
    JobRunner runner(m_workspace, sink);
    const auto first = runner.start(tests::tinyExperiment(), file);
    const auto second = runner.start(tests::tinyExperiment(), file);
    std::filesystem::remove(file.parent_path() / "train.jsonl");
    runner.stop(first);
    runner.wait();
    std::vector<std::string> states;
    for (const auto& state : sink.states(second)) {
        states.push_back(state.state);
    }
    QCOMPARE(states, (std::vector<std::string>{"queued", "running", "failed"}));
}

void JobQueueTest::aRunThatFailsKeepsWhatItReached() {
    const std::string run = begun();
    const double reached = summaries()[run].fraction;
    QVERIFY(reached > 0.1);
    const auto stages = m_workspace / "runs" / run / "stages";
    std::filesystem::remove_all(stages);
    std::ofstream(stages) << "no folder";
    JobRunner runner(m_workspace, m_sink);
    runner.resume(run);
    runner.wait();
    QCOMPARE(summaries()[run].state, std::string("failed"));
    QVERIFY2(summaries()[run].fraction >= reached,
             qPrintable(QString::number(summaries()[run].fraction)));
}

void JobQueueTest::aRunThatGoesOnKeepsWhatItReached() {
    const std::string run = begun();
    const double reached = summaries()[run].fraction;
    QVERIFY(reached > 0.1);
    KeepingSink sink;
    JobRunner runner(m_workspace, sink);
    runner.resume(run);
    QVERIFY(QTest::qWaitFor([&] { return sink.states(run).size() > 1; }, longWait));
    runner.stop();
    runner.wait();
    const auto states = sink.states(run);
    QCOMPARE(states.at(0).state, std::string("queued"));
    QCOMPARE(states.at(0).fraction, reached);
    QCOMPARE(states.at(1).state, std::string("running"));
    QCOMPARE(states.at(1).fraction, reached);
}

QTEST_GUILESS_MAIN(JobQueueTest)
#include "job_queue_test.moc"
