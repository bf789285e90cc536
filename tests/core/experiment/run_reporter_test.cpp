// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/run_reporter.h"

#include <QTest>

using namespace lire;
using namespace lire::experiment;

namespace {

class KeepingSink final : public runs::EventSink {
public:
    void receive(const runs::Event& event) override {
        if (const auto* state = std::get_if<runs::StateEvent>(&event.body)) {
            newest = *state;
        }
    }
    runs::StateEvent newest = {};
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
