// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/figure_view.h"

#include <QSignalSpy>
#include <QTest>

#include "core/report/figure_table.h"
#include "ui/plots/crosshair.h"
#include "ui/plots/curve_labels.h"
#include "ui/plots/legend_strip.h"
#include "ui/plots/plot_zoom.h"
#include "ui/plots/table_view.h"

using namespace lire;
using namespace lire::ui;
using report::Mark;

namespace {

report::Figure figureOfAll() {
    report::Figure figure{.id = "all", .title = "All marks"};
    figure.x.title = "x";
    figure.y.title = "y";
    figure.series = {
        {.name = "line",
         .method = "lire",
         .mark = Mark::Line,
         .x = {0, 1, 2},
         .y = {3, 4, 5},
         .yLow = {2, 3, 4},
         .yHigh = {4, 5, 6}},
        {.name = "curve",
         .method = "dpo",
         .mark = Mark::Curve,
         .x = {2, 1, 0.5},
         .y = {1, 2, 3},
         .xLow = {1.8, 0.9, 0.4},
         .xHigh = {2.2, 1.1, 0.6},
         .yLow = {0.5, 1.5, 2.5},
         .yHigh = {1.5, 2.5, 3.5},
         .keys = {"r|dpo|1|1", "r|dpo|1|2", "r|dpo|1|3"}},
        {.name = "bars",
         .method = "rose",
         .mark = Mark::Bars,
         .x = {0, 1},
         .y = {7, 8},
         .binWidth = 0.5},
        {.name = "outline",
         .method = "base",
         .mark = Mark::Steps,
         .x = {0, 1},
         .y = {1, 2},
         .binWidth = 1.0},
        {.name = "violin", .method = "sft", .mark = Mark::Violin, .x = {1}, .values = {1, 2, 3, 4}},
        {.name = "guide", .method = "base", .mark = Mark::Guide, .x = {0, 2}, .y = {1, 1}}};
    return figure;
}

/// A view on the (offscreen) screen, drawn.
void showView(FigureView& view, report::Figure figure) {
    view.resize(600, 400);
    view.setFigure(std::move(figure));
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    view.updateNow();
    view.plot().replot();
}

QPoint pixelOf(FigureView& view, double x, double y) {
    return QPointF(view.plot().xAxis->coordToPixel(x), view.plot().yAxis->coordToPixel(y))
        .toPoint();
}

}  // namespace

class FigureViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void drawsTheNumbersOfTheFigure() {
        FigureView view;
        showView(view, figureOfAll());
        QCustomPlot& plot = view.plot();
        std::map<QString, QCPAbstractPlottable*> named;
        for (int index = 0; index < plot.plottableCount(); ++index)
            named[plot.plottable(index)->name()] = plot.plottable(index);
        const auto* line = qobject_cast<QCPGraph*>(named["line"]);
        QVERIFY(line != nullptr);
        QCOMPARE(line->data()->size(), 3);
        QCOMPARE(line->data()->at(2)->value, 5.0);
        const auto* curve = qobject_cast<QCPCurve*>(named["curve"]);
        QVERIFY(curve != nullptr);
        QCOMPARE(curve->data()->at(0)->key, 2.0);  // in the order given, not of x
        const auto* bars = qobject_cast<QCPBars*>(named["bars"]);
        QVERIFY(bars != nullptr);
        QCOMPARE(bars->width(), 0.5);
        QCOMPARE(bars->data()->at(1)->value, 8.0);
        QVERIFY(qobject_cast<QCPCurve*>(named["violin"]) != nullptr);
        QCOMPARE(qobject_cast<QCPGraph*>(named["outline"])->lineStyle(), QCPGraph::lsStepCenter);
        int errorBars = 0;
        for (int index = 0; index < plot.plottableCount(); ++index)
            errorBars += qobject_cast<QCPErrorBars*>(plot.plottable(index)) != nullptr ? 1 : 0;
        QCOMPARE(errorBars, 2);  // both axes of the curve
    }

    void anEmptyFigureSaysWhy() {
        FigureView view;
        report::Figure figure;
        figure.empty = "No step yet: the curve begins when the stage trains.";
        showView(view, figure);
        bool found = false;
        for (const QLabel* label : view.findChildren<QLabel*>())
            found = found ||
                    (label->isVisible() && label->text() == QString::fromStdString(figure.empty));
        QVERIFY(found);
        QVERIFY(!view.plot().isVisible());
    }

    void aClickOnAMarkGivesItsKey() {
        FigureView view;
        showView(view, figureOfAll());
        QSignalSpy selected(&view, &FigureView::selected);
        QTest::mouseClick(&view.plot(), Qt::LeftButton, {}, pixelOf(view, 1.0, 2.0));
        QCOMPARE(selected.count(), 1);
        QCOMPARE(selected.front().front().toString(), QString("r|dpo|1|2"));
    }

    void aDoubleClickOpensAMark() {
        FigureView view;
        showView(view, figureOfAll());
        QSignalSpy opened(&view, &FigureView::activated);
        QTest::mouseDClick(&view.plot(), Qt::LeftButton, {}, pixelOf(view, 0.5, 3.0));
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened.front().front().toString(), QString("r|dpo|1|3"));
    }

    void keysStepAndOpen() {
        FigureView view;
        showView(view, figureOfAll());
        QSignalSpy selected(&view, &FigureView::selected);
        QSignalSpy opened(&view, &FigureView::activated);
        view.setSelectedKey("r|dpo|1|1");
        QTest::keyClick(&view.plot(), Qt::Key_Right);
        QCOMPARE(selected.back().front().toString(), QString("r|dpo|1|2"));
        QTest::keyClick(&view.plot(), Qt::Key_Return);
        QCOMPARE(opened.back().front().toString(), QString("r|dpo|1|2"));
    }

    void aDragZoomsAndTheWayBackIsKept() {
        FigureView view;
        showView(view, figureOfAll());
        const PlotView all = view.zoom().view();
        QTest::mousePress(&view.plot(), Qt::LeftButton, {}, pixelOf(view, 0.2, 6.0));
        QTest::mouseMove(&view.plot(), pixelOf(view, 1.0, 3.0));
        QTest::mouseRelease(&view.plot(), Qt::LeftButton, {}, pixelOf(view, 1.5, 2.0));
        const PlotView part = view.zoom().view();
        QVERIFY(view.viewChosen());
        QVERIFY(std::abs(part.x.lower - 0.2) < 0.02 && std::abs(part.x.upper - 1.5) < 0.02);
        view.zoom().back();
        QCOMPARE(view.zoom().view(), all);
        view.zoom().forward();
        QCOMPARE(view.zoom().view(), part);
        QTest::keyClick(&view.plot(), Qt::Key_0);
        QVERIFY(!view.viewChosen());
        QCOMPARE(view.zoom().view(), all);
    }

    void newNumbersLeaveAChosenViewAlone() {
        FigureView view;
        showView(view, figureOfAll());
        view.zoom().show({{0.2, 0.4}, {1, 2}});
        report::Figure grown = figureOfAll();
        grown.series.front().x.push_back(100);
        grown.series.front().y.push_back(100);
        grown.series.front().yLow.push_back(99);
        grown.series.front().yHigh.push_back(101);
        view.setFigure(grown);
        view.updateNow();
        QCOMPARE(view.plot().xAxis->range().upper, 0.4);
        view.showAll();
        QVERIFY(view.plot().xAxis->range().upper >= 100.0);
    }

    void aBrushSelectsInsteadOfZooming() {
        FigureView view;
        view.setBrushing(true);
        showView(view, figureOfAll());
        const PlotView before = view.zoom().view();
        QSignalSpy brushed(&view, &FigureView::brushed);
        QTest::mousePress(&view.plot(), Qt::LeftButton, {}, pixelOf(view, 0.2, 6.0));
        QTest::mouseRelease(&view.plot(), Qt::LeftButton, {}, pixelOf(view, 1.5, 2.0));
        QCOMPARE(brushed.count(), 1);
        const QRectF part = brushed.front().front().toRectF();
        QVERIFY(part.contains(QPointF(1.0, 4.0)));
        QVERIFY(!part.contains(QPointF(1.0, 1.0)));
        QCOMPARE(view.zoom().view(), before);
    }

    void theTableTwinHoldsTheSameNumbers() {
        FigureView view;
        showView(view, figureOfAll());
        QTest::keyClick(&view.plot(), Qt::Key_T);
        QVERIFY(view.tableShown());
        const report::Table expected = report::readableTable(figureOfAll());
        QCOMPARE(view.table().source().table().rows, expected.rows);
        QCOMPARE(view.table().source().rowCount(), int(expected.rows.size()));
    }

    void theTableTwinClosesAsItOpened_data() {
        QTest::addColumn<Qt::Key>("key");
        QTest::newRow("T") << Qt::Key_T;
        QTest::newRow("Esc") << Qt::Key_Escape;
    }

    void theTableTwinClosesAsItOpened() {
        QFETCH(Qt::Key, key);
        FigureView view;
        showView(view, figureOfAll());
        QVERIFY(QTest::qWaitForWindowActive(&view));
        view.plot().setFocus();
        QTest::keyClick(&view.plot(), Qt::Key_T);
        QVERIFY(view.tableShown());
        QVERIFY(QApplication::focusWidget() != nullptr);
        QCOMPARE(qobject_cast<TableView*>(QApplication::focusWidget()), &view.table());
        QTest::keyClick(QApplication::focusWidget(), key);
        QVERIFY(!view.tableShown());
        QVERIFY(view.plot().hasFocus());
    }

    void aHiddenSeriesLeavesTheRange() {
        FigureView view;
        report::Figure figure = figureOfAll();
        figure.series.resize(2);
        figure.series.front().x = {0, 1, 50};
        showView(view, figure);
        QVERIFY(view.plot().xAxis->range().upper > 49);
        view.setHidden(0, true);
        view.updateNow();
        QVERIFY(view.plot().xAxis->range().upper < 5);
        QVERIFY(!view.plot().graph(view.plot().graphCount() - 1)->visible());
    }

    void theCrosshairStandsInAllLinkedPlots() {
        FigureView one;
        FigureView two;
        CrosshairLink link;
        link.add(&one);
        link.add(&two);
        showView(one, figureOfAll());
        showView(two, figureOfAll());
        QTest::mouseMove(&one.plot(), pixelOf(one, 1.0, 4.5));
        QVERIFY2(two.legend().text().startsWith("line 4"), qPrintable(two.legend().text()));
        one.zoom().show({{0.5, 1.5}, {0, 9}});
        QCOMPARE(two.plot().xAxis->range().lower, 0.5);
        link.setLinked(false);
        one.zoom().show({{0.7, 1.5}, {0, 9}});
        QCOMPARE(two.plot().xAxis->range().lower, 0.5);
    }

    void theNamesAtTheEndsDoNotOverlap() {
        FigureView view;
        view.setLabelsShown(true);
        report::Figure figure;
        for (int index = 0; index < 5; ++index)
            figure.series.push_back({.name = "policy " + std::to_string(index),
                                     .method = "lire",
                                     .mark = Mark::Curve,
                                     .x = {0, 5},
                                     .y = {0, 5.0 + 0.01 * index}});
        showView(view, figure);
        const auto places = view.labels().places();
        QCOMPARE(places.size(), std::size_t(5));
        for (std::size_t one = 0; one < places.size(); ++one)
            for (std::size_t other = one + 1; other < places.size(); ++other)
                QVERIFY(!places[one].adjusted(1, 1, -1, -1).intersects(places[other]));
    }
};

QTEST_MAIN(FigureViewTest)
#include "figure_view_test.moc"
