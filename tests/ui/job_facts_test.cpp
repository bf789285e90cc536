// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/job_facts.h"

#include <QTest>

using namespace lire;
using namespace lire::ui;

namespace {

/// Events of one run, made in the order of their times.
class Made {
public:
    Made& at(double time, const std::string& stage, runs::EventBody body) {
        m_events.push_back({.run = "run", .stage = stage, .time = time, .body = std::move(body)});
        return *this;
    }
    Made& steps(double from, const std::string& stage, int count, runs::StepEvent step) {
        for (int i = 0; i < count; ++i) {
            step.step = i + 1;
            step.steps = 100;
            at(from + i, stage, step);
        }
        return *this;
    }
    JobFacts facts() const { return jobFacts({.id = "run"}, m_events); }

private:
    std::vector<runs::Event> m_events;
};

}  // namespace

class JobFactsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRewardModelIsKnownByItsFirstStep() {
        const auto facts =
            Made().steps(10, "rm", 1, {.accuracy = 0.5}).steps(20, "lire", 1, {}).facts();
        QCOMPARE(facts.stages.size(), std::size_t{2});
        QVERIFY(facts.stages[0].rewardModel);
        QVERIFY(!facts.stages[1].rewardModel);
    }

    void timeAtRestIsNotElapsed_data() {
        QTest::addColumn<QString>("state");
        QTest::addColumn<double>("elapsed");
        QTest::newRow("stopped") << "stopped" << 20.0;
        QTest::newRow("paused") << "paused" << 20.0;
        QTest::newRow("failed") << "failed" << 20.0;
        QTest::newRow("waiting for its turn") << "queued" << 20.0;
        QTest::newRow("running") << "running" << 1020.0;
    }
    void timeAtRestIsNotElapsed() {
        QFETCH(QString, state);
        QFETCH(double, elapsed);
        const auto facts = Made()
                               .at(100, "", runs::StateEvent{.state = "running"})
                               .at(110, "", runs::StateEvent{.state = state.toStdString()})
                               .at(1110, "", runs::StateEvent{.state = "running"})
                               .at(1120, "", runs::StateEvent{.state = "running"})
                               .facts();
        QCOMPARE(facts.elapsed, elapsed);
    }

    /// Start, Jobs and the strip show the run's own figure: an event that knows less is no second.
    void theFractionIsTheRunsOwn() {
        const std::vector<runs::Event> events = {
            {.run = "run", .body = runs::StateEvent{.state = "running", .fraction = 0.46}},
            {.run = "run", .body = runs::StateEvent{.state = "failed"}}};
        QCOMPARE(jobFacts({.id = "run", .state = "failed", .fraction = 0.17}, events).fraction,
                 0.17);
    }

    void theWholesTimeIsNeverLessThanItsStages() {
        const auto facts =
            Made()
                .at(10, "lire", runs::StateEvent{.state = "running", .secondsLeft = 20.0})
                .at(11, "lire", runs::StageEvent{.state = "progress", .secondsLeft = 120.0})
                .steps(12, "lire", 3, {})
                .facts();
        QCOMPARE(facts.secondsLeft.value_or(0.0), 120.0);  // steps do not tell of what lies between
        QCOMPARE(facts.runSecondsLeft.value_or(0.0), 120.0);
    }

    void aDoneRunIsAtNoStage() {
        const std::vector<runs::Event> events = {
            {.run = "run",
             .stage = "report",
             .body = runs::StageEvent{.state = "started", .title = "Write the report"}},
            {.run = "run",
             .stage = "report",
             .body = runs::StageEvent{.state = "done", .title = "Write the report"}},
            {.run = "run", .body = runs::StateEvent{.state = "done", .fraction = 1.0}}};
        QCOMPARE(jobFacts({.id = "run", .state = "done", .fraction = 1.0}, events).stageTitle,
                 QString("All stages are done"));
        QCOMPARE(jobFacts({.id = "run", .state = "running"}, events).stageTitle,
                 QString("Write the report"));
    }

    void aRestIsNoPartOfAStepsTime() {
        const auto facts = Made()
                               .steps(100, "lire", 5, {})
                               .at(104.5, "", runs::StateEvent{.state = "stopped"})
                               .at(2000, "", runs::StateEvent{.state = "running"})
                               .steps(2001, "lire", 3, {})
                               .facts();
        QVERIFY(facts.secondsPerStep.has_value());
        QCOMPARE(*facts.secondsPerStep, 1.0);
    }
};

QTEST_GUILESS_MAIN(JobFactsTest)
#include "job_facts_test.moc"
