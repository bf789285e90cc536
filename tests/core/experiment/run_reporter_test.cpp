// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/run_reporter.h"

#include <QTest>
#include <cmath>

using namespace lire;
using namespace lire::experiment;

namespace {

class KeepingSink final : public runs::EventSink {
public:
    void receive(const runs::Event& event) override {
        if (const auto* state = std::get_if<runs::StateEvent>(&event.body)) {
            newest = *state;
        } else if (const auto* stage = std::get_if<runs::StageEvent>(&event.body)) {
            stageLeft = stage->secondsLeft;
        }
    }
    runs::StateEvent newest = {};
    double stageLeft = 0.0;
};

class NoSink final : public runs::EventSink {
public:
    void receive(const runs::Event& /*event*/) override {}
};

}  // namespace

/// What a run tells of itself as a whole.
class RunReporterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void thePlanTellsTheTimeLeftBeforeThereIsAPace() {
        KeepingSink sink;
        NoSink store;
        RunReporter reporter("r",
                             {{.stage = "rm", .title = "Train rm", .minutes = 1.0},
                              {.stage = "lire", .title = "Train lire", .minutes = 3.0}},
                             store,
                             sink);
        reporter.state("running");
        QCOMPARE(sink.newest.fraction, 0.0);
        QCOMPARE(sink.newest.secondsLeft, 240.0);
        reporter.skipStage("rm", "Train rm");  // complete in an earlier process: tells no pace
        reporter.beginStage("lire", "Train lire");
        reporter.progress(0.0);
        reporter.state("running");
        QCOMPARE(sink.newest.fraction, 0.25);
        QCOMPARE(sink.newest.secondsLeft, 180.0);
    }

    void aPaceReplacesThePlan() {
        KeepingSink sink;
        NoSink store;
        RunReporter reporter(
            "r", {{.stage = "lire", .title = "Train lire", .minutes = 600.0}}, store, sink);
        reporter.beginStage("lire", "Train lire");
        reporter.progress(0.0);
        reporter.progress(0.5);
        reporter.state("running");
        QVERIFY(sink.newest.secondsLeft < 60.0);  // half was done within this test
    }

    /// Before the slow stage comes one that took what was planned, so that the pace of all that was
    /// done says little of it.
    void theWholeIsNeverLessThanItsPart() {
        KeepingSink sink;
        NoSink store;
        RunReporter reporter("r",
                             {{.stage = "rm", .title = "Train rm", .minutes = 1.0},
                              {.stage = "lire", .title = "Train lire", .minutes = 0.005}},
                             store,
                             sink);
        reporter.state("running");
        reporter.beginStage("rm", "Train rm");
        reporter.progress(0.0);
        reporter.endStage();  // at once: what is left of the plan looks like nothing
        reporter.beginStage("lire", "Train lire");
        reporter.progress(0.0);
        QTest::qSleep(550);       // a twice-a-second event is due again
        reporter.progress(0.02);  // step 80 of 4,000
        reporter.state("running");
        QVERIFY2(sink.stageLeft > 20.0, qPrintable(QString::number(sink.stageLeft)));
        QVERIFY2(sink.newest.secondsLeft > 0.95 * sink.stageLeft,
                 qPrintable(QString::number(sink.newest.secondsLeft)));
        QVERIFY2(sink.newest.fraction < 0.1, qPrintable(QString::number(sink.newest.fraction)));
    }

    void laterStagesKeepThePaceOfWhatWasDone() {
        KeepingSink sink;
        NoSink store;
        RunReporter reporter("r",
                             {{.stage = "rm", .title = "Train rm", .minutes = 10.0},
                              {.stage = "lire", .title = "Train lire", .minutes = 10.0},
                              {.stage = "sft", .title = "Train sft", .minutes = 10.0}},
                             store,
                             sink);
        reporter.beginStage("rm", "Train rm");
        reporter.progress(0.0);
        QTest::qSleep(100);
        reporter.endStage();  // 0.1 s of 600 s
        reporter.state("running");
        QVERIFY2(sink.newest.secondsLeft < 10.0,
                 qPrintable(QString::number(sink.newest.secondsLeft)));
        QVERIFY2(std::abs(sink.newest.fraction - 1.0 / 3.0) < 0.05,
                 qPrintable(QString::number(sink.newest.fraction)));
    }

    void timeAtPauseIsNoWork() {
        KeepingSink sink;
        NoSink store;
        RunReporter reporter(
            "r", {{.stage = "lire", .title = "Train lire", .minutes = 1.0}}, store, sink);
        reporter.state("running");
        reporter.beginStage("lire", "Train lire");
        reporter.progress(0.0);
        reporter.state("paused");
        QTest::qSleep(600);
        reporter.state("running");
        reporter.progress(0.5);
        QVERIFY2(sink.stageLeft < 0.3, qPrintable(QString::number(sink.stageLeft)));
    }

    void nothingIsLeftOfWhatDoesNotRun_data() {
        QTest::addColumn<QString>("state");
        for (const char* state : {"paused", "stopped", "failed", "done"}) {
            QTest::newRow(state) << state;
        }
    }
    void nothingIsLeftOfWhatDoesNotRun() {
        QFETCH(QString, state);
        KeepingSink sink;
        NoSink store;
        RunReporter reporter("r", {{.stage = "lire", .minutes = 5.0}}, store, sink);
        reporter.state("running");
        QVERIFY(sink.newest.secondsLeft > 0.0);
        reporter.state(state.toStdString());
        QCOMPARE(sink.newest.secondsLeft, 0.0);
    }
};

QTEST_APPLESS_MAIN(RunReporterTest)
#include "run_reporter_test.moc"
