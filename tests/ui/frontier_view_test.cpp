// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frontier/frontier_view.h"

#include <QAbstractButton>
#include <QLabel>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

#include "ui/made_run.h"
#include "ui/plots/curve_labels.h"
#include "ui/plots/figure_view.h"
#include "ui/plots/table_view.h"
#include "ui/theme/style_sheet.h"

using namespace lire;
using namespace lire::ui;

namespace {

constexpr QSize narrow(1195, 644);  // the page of a window of 1280 x 720

/// The made run under another id, two hours later.
RunSnapshotPtr laterRun() {
    auto later = std::make_shared<RunSnapshot>(*made::snapshot());
    later->summary.id = "20260801-121500-hh";
    later->summary.created += 7200.0;
    for (runs::Event& event : later->events) {
        event.run = later->summary.id;
        if (auto* one = std::get_if<runs::EvaluationEvent>(&event.body); one != nullptr) {
            one->winRate.value += one->policy == "base" ? 0.1 : 0.0;
        }
    }
    return later;
}

/// Both runs ticked, as the page gives them: all runs newest first, snapshots by id.
void showTwoRuns(FrontierView& view) {
    const RunSnapshotPtr older = made::snapshot();
    const RunSnapshotPtr newer = laterRun();
    view.setRuns(
        {newer->summary, older->summary}, {older->summary.id, newer->summary.id}, {older, newer});
}

void showOneRun(FrontierView& view) {
    const RunSnapshotPtr run = made::snapshot();
    view.setRuns({run->summary}, {run->summary.id}, {run});
}

/// The mark that the list shows beside a policy of its `run`-th run.
QImage listedMark(const FrontierView& view, int run, const QString& policy) {
    const auto* list = view.findChild<QTreeWidget*>();
    const QTreeWidgetItem* item = list->topLevelItem(run);
    for (int child = 0; child < item->childCount(); ++child) {
        if (item->child(child)->text(0) == policy) {
            return item->child(child)->icon(0).pixmap(28, 16).toImage();
        }
    }
    return {};
}

bool drawnOpen(FrontierView& view, const std::string& run, const std::string& policy) {
    for (const report::Series& series : view.plot().figure().series) {
        if (!series.keys.empty() && series.keys.front().starts_with(run + "|" + policy + "|")) {
            return series.openMarks;
        }
    }
    return false;
}

QToolButton* toolButton(const QWidget& inside, const QString& name) {
    for (QToolButton* one : inside.findChildren<QToolButton*>()) {
        if ((one->accessibleName() == name || one->text() == name) && one->isVisible()) {
            return one;
        }
    }
    return nullptr;
}

}  // namespace

class FrontierViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }

    void aMarkIsTheSameInListPlotAndTable() {
        FrontierView one;
        showOneRun(one);
        const QImage filled = listedMark(one, 0, "lire");
        QVERIFY(!filled.isNull());
        FrontierView view;
        showTwoRuns(view);
        const auto* list = view.findChild<QTreeWidget*>();
        int open = 0;
        for (const int run : {0, 1}) {
            const std::string id =
                list->topLevelItem(run)->data(0, Qt::UserRole).toString().toStdString();
            const bool listedOpen = listedMark(view, run, "lire") != filled;
            QCOMPARE(listedOpen, drawnOpen(view, id, "lire"));
            open += listedOpen ? 1 : 0;
            // The table's rows carry the list's marks.
            const TableModel& table = view.table().source();
            for (int row = 0; row < table.rowCount(); ++row) {
                const QString name = table.index(row, 0).data().toString();
                if (name == list->topLevelItem(run)->text(0) + " lire") {
                    const auto icon = table.index(row, 0).data(Qt::DecorationRole).value<QIcon>();
                    QCOMPARE(icon.pixmap(28, 16).toImage(), listedMark(view, run, "lire"));
                }
            }
        }
        QCOMPARE(open, 1);
    }

    void everyPolicysTwoRunsLookUnlike() {
        FrontierView view;
        showTwoRuns(view);
        for (const char* policy : {"base", "lire", "dpo", "sft"}) {
            QVERIFY2(listedMark(view, 0, policy) != listedMark(view, 1, policy), policy);
        }
    }

    void aHiddenPolicyLeavesTheOthersMarksAlone() {
        FrontierView view;
        showTwoRuns(view);
        const bool before = drawnOpen(view, "20260801-121500-hh", "lire");
        nlohmann::json state = view.state();
        state["hidden"] = {{"20260801-101500-hh", "lire"}};
        view.restore(state);
        QCOMPARE(drawnOpen(view, "20260801-121500-hh", "lire"), before);
    }

    void equalNamesGetWhatTellsThemApart() {
        FrontierView view;
        showTwoRuns(view);
        const auto* list = view.findChild<QTreeWidget*>();
        QVERIFY(list->topLevelItem(0)->text(0) != list->topLevelItem(1)->text(0));
        std::set<std::string> names;
        std::size_t curves = 0;
        for (const report::Series& series : view.plot().figure().series) {
            if (series.mark == report::Mark::Curve) {
                names.insert(series.name);
                ++curves;
            }
        }
        QCOMPARE(names.size(), curves);
    }

    void bestOfNSaysWhoseBaseItIs() {
        FrontierView view;
        showTwoRuns(view);
        const auto* list = view.findChild<QTreeWidget*>();
        const auto& notes = view.plot().figure().notes;
        QVERIFY(std::any_of(notes.begin(), notes.end(), [&](const std::string& note) {
            const QString words = QString::fromStdString(note);
            return words.startsWith("Best of n") &&
                   (words.contains(list->topLevelItem(0)->text(0)) ||
                    words.contains(list->topLevelItem(1)->text(0)));
        }));
    }

    void tabLeadsFromXToYAndArrowsChoose() {
        FrontierView view;
        showOneRun(view);
        view.resize(1300, 820);
        view.show();
        QVERIFY(QTest::qWaitForWindowActive(&view));
        toolButton(view, "KL")->setFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        auto* now = qobject_cast<QAbstractButton*>(QApplication::focusWidget());
        QVERIFY(now != nullptr);
        QCOMPARE(now->text(), QString("Win rate"));
        QTest::keyClick(now, Qt::Key_Right);
        now = qobject_cast<QAbstractButton*>(QApplication::focusWidget());
        QCOMPARE(now->text(), QString("rm"));
        QVERIFY(QString::fromStdString(view.plot().figure().y.title).contains("rm"));
        QTest::keyClick(now, Qt::Key_Backtab);
        QCOMPARE(qobject_cast<QAbstractButton*>(QApplication::focusWidget())->text(),
                 QString("KL"));
    }

    void aNarrowPageFoldsTheInspectorToAHandle() {
        FrontierView view;
        showOneRun(view);
        view.resize(narrow);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const auto* inspector = reinterpret_cast<QWidget*>(&view.inspector());
        QVERIFY(!inspector->isVisible());
        QToolButton* handle = toolButton(view, "Show the inspector");
        QVERIFY(handle != nullptr);
        QCOMPARE(handle->width(), 36);
        handle->click();
        QVERIFY(inspector->isVisible());
        QCoreApplication::processEvents();
        QVERIFY(view.plot().width() >= 150);
        view.resize(1300, 820);
        QVERIFY(inspector->isVisible());
        QVERIFY(toolButton(view, "Show the inspector") == nullptr);
    }

    void largeTextScrollsAndSqueezesNothing() {
        applyTheme(*qApp, Theme::Light, 1.5);
        FrontierView view;
        showOneRun(view);
        view.resize(1280 - 128, 606);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QCoreApplication::processEvents();
        QVERIFY2(view.plot().plot().height() >= 150,
                 qPrintable(QString::number(view.plot().plot().height())));
        for (QToolButton* button : view.findChildren<QToolButton*>()) {
            QVERIFY2(!button->isVisible() || button->width() >= button->minimumSizeHint().width(),
                     qPrintable(button->text()));
        }
        applyTheme(*qApp, Theme::Light);
    }

    void labelsCoverNoMarkAndNoOtherLabel() {
        FrontierView view;
        showTwoRuns(view);
        view.resize(narrow);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.plot().updateNow();
        view.plot().plot().replot();
        QCustomPlot& plot = view.plot().plot();
        const auto places = view.plot().labels().places();
        QVERIFY(places.size() > 3);
        for (std::size_t one = 0; one < places.size(); ++one) {
            for (std::size_t other = one + 1; other < places.size(); ++other) {
                QVERIFY(!places[one].intersects(places[other]));
            }
            for (const report::Series& series : view.plot().figure().series) {
                for (std::size_t point = 0; point < series.keys.size(); ++point) {
                    const QPointF mark(plot.xAxis->coordToPixel(series.x[point]),
                                       plot.yAxis->coordToPixel(series.y[point]));
                    QVERIFY(!places[one].contains(mark));
                }
            }
        }
    }
};

QTEST_MAIN(FrontierViewTest)
#include "frontier_view_test.moc"
