// SPDX-License-Identifier: GPL-3.0-or-later
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTextEdit>

#include "ui/flips/flips_view.h"
#include "ui/flips/reading_card.h"
#include "ui/frontier/frontier_view.h"
#include "ui/jobs/jobs_view.h"
#include "ui/jobs/result_plots.h"
#include "ui/jobs/stage_plots.h"
#include "ui/made_run.h"
#include "ui/plots/figure_view.h"
#include "ui/plots/plot_zoom.h"
#include "ui/plots/table_view.h"
#include "ui/responses/responses_view.h"

using namespace lire;
using namespace lire::ui;

namespace {

QPushButton* button(const QWidget& inside, const QString& text) {
    for (QPushButton* one : inside.findChildren<QPushButton*>())
        if (one->text() == text && one->isVisibleTo(&inside))
            return one;
    return nullptr;
}

constexpr auto lireKey = "20260801-101500-hh|lire|1|300";

}  // namespace

class ResultPagesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void jobsShowsTheStageAtWork() {
        JobsView view;
        view.setSnapshot(made::snapshot(true), JobHold::Working, true);
        QCOMPARE(view.stages().stage(), QString("dpo"));
        const report::Figure& loss = view.stages().view(0).figure();
        QCOMPARE(loss.series.back().x.back(), 180.0);
        QVERIFY(!view.results().frontier().figure().series.empty());
        QVERIFY(!view.results().changes().figure().series.empty());
        QSignalSpy paused(&view, &JobsView::pauseWanted);
        QSignalSpy stopped(&view, &JobsView::stopWanted);
        QVERIFY(button(view, "Pause") != nullptr);
        button(view, "Pause")->click();
        button(view, "Stop and keep")->click();
        QCOMPARE(paused.count(), 1);
        QCOMPARE(stopped.count(), 1);
    }

    void aZoomEndsFollowingAndFollowShowsAllAgain() {
        JobsView view;
        view.setSnapshot(made::snapshot(true), JobHold::Working, true);
        view.stages().view(1).zoom().show({{10, 20}, {-1, 0}});
        QVERIFY(!view.following());
        QVERIFY(view.stages().view(0).viewChosen());  // linked
        view.stages().chooseStage("rm");
        view.setSnapshot(made::snapshot(true), JobHold::Working, true);
        QCOMPARE(view.stages().stage(), QString("rm"));
        view.setFollowing(true);
        QCOMPARE(view.stages().stage(), QString("dpo"));
        QVERIFY(!view.stages().view(0).viewChosen());
    }

    void aRewardModelsStageShowsItsAccuracy() {
        JobsView view;
        view.setFollowing(false);
        view.setSnapshot(made::snapshot(), JobHold::None, false);
        view.stages().chooseStage("rm");
        QCOMPARE(view.stages().view(1).figure().title, std::string("Accuracy"));
        QVERIFY(!view.stages().view(2).isVisibleTo(&view));
    }

    void aStoppedRunCanBeResumed() {
        auto stopped = std::make_shared<RunSnapshot>(*made::snapshot(true));
        stopped->summary.state = "stopped";
        JobsView view;
        view.setSnapshot(stopped, JobHold::None, false);
        QSignalSpy resumed(&view, &JobsView::resumeWanted);
        button(view, "Resume")->click();
        QCOMPARE(resumed.count(), 1);
    }

    void jobsWithoutARunSaysWhatToDo() {
        JobsView view;
        view.setSnapshot(nullptr, JobHold::None, false);
        QSignalSpy wanted(&view, &JobsView::pageWanted);
        button(view, "Open Start")->click();
        QCOMPARE(wanted.front().front().toString(), QString("start"));
    }

    void frontierShowsTheSamePointEverywhere() {
        FrontierView view;
        const RunSnapshotPtr run = made::snapshot();
        view.setRuns({run->summary}, {run->summary.id}, {run});
        QCOMPARE(view.table().source().rowCount(), 12);  // four policies at three temperatures
        QSignalSpy selected(&view, &FrontierView::selected);
        view.setSelectedKey(lireKey);
        QCOMPARE(selected.count(), 0);
        QCOMPARE(view.plot().selectedKey(), QString(lireKey));
        QVERIFY(view.table().currentIndex().isValid());
        QSignalSpy opened(&view, &FrontierView::opened);
        button(view, "Open side by side")->click();
        QCOMPARE(opened.front().front().toString(), QString(lireKey));
    }

    void frontiersStateComesBack() {
        const RunSnapshotPtr run = made::snapshot();
        FrontierView one;
        one.setRuns({run->summary}, {run->summary.id}, {run});
        nlohmann::json state = one.state();
        state["rootKl"] = true;
        state["hidden"] = nlohmann::json::array({nlohmann::json::array({run->summary.id, "dpo"})});
        FrontierView other;
        other.setRuns({run->summary}, {run->summary.id}, {run});
        other.restore(state);
        QCOMPARE(other.table().source().rowCount(), 9);
        QVERIFY(QString::fromStdString(other.plot().figure().x.title).startsWith("√KL"));
        QCOMPARE(other.state(), state);
    }

    void flipsCountsFiltersAndOpens() {
        FlipsView view;
        view.setRun(made::snapshot());
        view.setResponses(made::responses(), made::prompts());
        QVERIFY(view.card(0).text().contains("of 120 prompts"));
        FlipFilter filter;
        filter.reading = FlipReading::Fell;
        view.setFilter(filter);
        const auto rows = view.shownRows();
        QVERIFY(!rows.empty() && rows.size() < 120);
        QCOMPARE(view.table().source().rowCount(), int(rows.size()));
        QVERIFY(std::is_sorted(rows.begin(), rows.end(), [](const FlipRow& a, const FlipRow& b) {
            return a.change < b.change;
        }));
        QSignalSpy opened(&view, &FlipsView::opened);
        button(view, "Open side by side")->click();
        QCOMPARE(opened.front().at(0).value<std::vector<QString>>().size(), rows.size());
        QCOMPARE(opened.front().at(2).toString(), QString("from Flips: fell by more than ε"));
    }

    void aBrushBecomesAFilter() {
        FlipsView view;
        view.setRun(made::snapshot());
        view.setResponses(made::responses(), made::prompts());
        Q_EMIT view.scatter().brushed(QRectF(-10, -10, 10, 20), Qt::NoModifier);  // before < 0
        const std::size_t left = view.filter().brushed->size();
        QVERIFY(left > 0 && left < 120);
        Q_EMIT view.scatter().brushed(QRectF(0, -10, 10, 20), Qt::ShiftModifier);
        QCOMPARE(view.filter().brushed->size(), std::size_t(120));
        Q_EMIT view.scatter().brushed(QRectF(-10, -10, 10, 20), Qt::AltModifier);
        QCOMPARE(view.filter().brushed->size(), 120 - left);
    }

    void responsesStandSideBySide() {
        ResponsesView view;
        view.setData(made::prompts(), made::responses(), {1.0, "lire", "rm", "rm_star", {}});
        QCOMPARE(view.shownColumns(),
                 (std::vector<std::string>{"base", "dpo", "lire", "sft", "reference"}));
        QVERIFY(view.column("base")->markedParts().empty());  // pinned
        QVERIFY(!view.column("dpo")->markedParts().empty());
        view.setMode(DiffMode::Off);
        QVERIFY(view.column("dpo")->markedParts().empty());
    }

    void aModelsMarkupStaysText() {
        ResponsesView view;
        view.setData(made::prompts(), made::responses(), {1.0, "lire", "rm", "rm_star", {}});
        QVERIFY(view.column("dpo")->text().contains("<a href=\"http://x\">link</a>"));
    }

    void keysStepPinAndCompare() {
        ResponsesView view;
        view.setData(made::prompts(), made::responses(), {1.0, "lire", "rm", "rm_star", {}});
        const QString first = view.prompt();
        QSignalSpy chosen(&view, &ResponsesView::promptChosen);
        QTest::keyClick(&view, Qt::Key_J);
        QVERIFY(view.prompt() != first);
        QTest::keyClick(&view, Qt::Key_K);
        QCOMPARE(view.prompt(), first);
        QCOMPARE(chosen.count(), 2);
        QTest::keyClick(&view, Qt::Key_P);
        QCOMPARE(view.pinned(), std::string("dpo"));
        QTest::keyClick(&view, Qt::Key_D);  // shared phrases
        QTest::keyClick(&view, Qt::Key_D);  // off
        QVERIFY(view.column("base")->markedParts().empty());
    }

    void columnsMoveAndNamesHide() {
        ResponsesView view;
        view.setData(made::prompts(), made::responses(), {1.0, "lire", "rm", "rm_star", {}});
        view.moveColumn("reference", "base");
        QCOMPARE(view.shownColumns().front(), std::string("reference"));
        view.setNamesHidden(true);
        for (const QLabel* label : view.column("lire")->findChildren<QLabel*>())
            QVERIFY(!label->isVisibleTo(&view) || label->text() != "lire");
    }

    void aFilterKeepsItsPromptsAlone() {
        ResponsesView view;
        view.setData(made::prompts(), made::responses(), {1.0, "lire", "rm", "rm_star", {}});
        view.setFilter({"test-103"}, "from Flips: brush");
        QCOMPARE(view.prompt(), QString("test-103"));
        QTest::keyClick(&view, Qt::Key_J);
        QCOMPARE(view.prompt(), QString("test-103"));
        QSignalSpy removed(&view, &ResponsesView::filterRemoved);
        button(view, "from Flips: brush  ×")->click();
        QCOMPARE(removed.count(), 1);
        QTest::keyClick(&view, Qt::Key_J);
        QVERIFY(view.prompt() != "test-103");
    }
};

QTEST_MAIN(ResultPagesTest)
#include "result_pages_test.moc"
