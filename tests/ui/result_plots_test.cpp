// SPDX-License-Identifier: GPL-3.0-or-later
// The words over the plots of the page Jobs tell what the plots show, with n and temperature.
#include "ui/jobs/result_plots.h"

#include <QSignalSpy>
#include <QTest>

#include <QtCore/qfloat16.h>

#include "ui/jobs/job_panel.h"
#include "ui/made_run.h"
#include "ui/plots/figure_view.h"

using namespace lire;
using namespace lire::ui;

namespace {

QString over(FigureView& view) {
    return view.property("over").toString();
}

}  // namespace

class ResultPlotsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theWordsTellWhatThePlotsShow_data() {
        QTest::addColumn<bool>("running");
        QTest::addColumn<QString>("policy");
        QTest::addColumn<QString>("changes");
        QTest::newRow("after its full evaluation") << false << "lire"
                                                   << "lire · n 120, τ 1 · ";
        QTest::newRow("while it trains") << true << "dpo"
                                         << "dpo · n 48, τ 1 · ";
    }

    void theWordsTellWhatThePlotsShow() {
        QFETCH(bool, running);
        QFETCH(QString, policy);
        QFETCH(QString, changes);
        const RunSnapshotPtr run = made::snapshot(running);
        ResultPlots plots;
        plots.setRun({run->summary, run->events}, policy.toStdString());
        const auto& win = plots.shares().figure().series.front();
        QCOMPARE(win.name, std::string("win"));
        const QString said = over(plots.shares());
        QVERIFY2(said.startsWith(policy + " · n 48, τ 1 · "), qPrintable(said));
        QVERIFY2(said.contains(QString("win %1,").arg(win.y.back(), 0, 'f', 1)), qPrintable(said));
        const QString told = over(plots.changes());
        QVERIFY2(told.startsWith(changes), qPrintable(told));
        // The bars' shares beyond ε are those that the words name.
        for (const auto& series : plots.changes().figure().series) {
            if (series.name == "fell" || series.name == "rose") {
                QVERIFY2(told.contains(QString::fromStdString(series.name)), qPrintable(told));
            }
        }
    }

    void aFailedRunCanBeEditedAndResumed_data() {
        QTest::addColumn<QString>("state");
        QTest::addColumn<bool>("edits");
        QTest::newRow("failed") << "failed" << true;
        QTest::newRow("stopped") << "stopped" << true;
        QTest::newRow("done") << "done" << false;
    }

    void aFailedRunCanBeEditedAndResumed() {
        QFETCH(QString, state);
        QFETCH(bool, edits);
        JobPanel panel;
        panel.setJob({.id = "r", .state = state.toStdString()}, {}, JobHold::None, false);
        QStringList buttons;
        for (const auto* button : panel.findChildren<QPushButton*>()) {
            if (!button->isHidden()) {
                buttons << button->text();
            }
        }
        QCOMPARE(buttons.contains("Edit experiment"), edits);
        QCOMPARE(buttons.contains("Resume"), edits);
    }

    void aWaitingRunCanBeTakenFromTheQueue() {
        JobPanel panel;
        QPushButton* take = nullptr;
        const auto buttons = [&](JobHold hold) {
            panel.setJob({.id = "r", .state = "queued"}, {}, hold, true);
            QStringList words;
            for (auto* button : panel.findChildren<QPushButton*>()) {
                if (!button->isHidden()) {
                    words << button->text();
                    take = button;
                }
            }
            return words;
        };
        QCOMPARE(buttons(JobHold::None), QStringList());  // it waits in another program
        QCOMPARE(buttons(JobHold::Waiting), QStringList{"Take from the queue"});
        QSignalSpy stopped(&panel, &JobPanel::stopWanted);
        take->click();
        QCOMPARE(stopped.size(), 1);
    }

    void aStoppedRunIsResumedBehindTheOneAtWork() {
        JobPanel panel;
        panel.setJob({.id = "r", .state = "stopped"}, {}, JobHold::None, true);
        QSignalSpy resumed(&panel, &JobPanel::resumeWanted);
        for (auto* button : panel.findChildren<QPushButton*>()) {
            if (button->text() == "Resume") {
                QVERIFY(button->toolTip().contains("at work"));
                button->click();
            }
        }
        QCOMPARE(resumed.size(), 1);
    }
};

QTEST_MAIN(ResultPlotsTest)
#include "result_plots_test.moc"
