// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cmath>
#include <limits>

#include "ui/plots/crosshair.h"
#include "ui/plots/door.h"
#include "ui/plots/figure_bounds.h"
#include "ui/plots/figure_text.h"
#include "ui/plots/label_places.h"
#include "ui/plots/marks.h"
#include "ui/plots/number_text.h"
#include "ui/plots/plot_zoom.h"
#include "ui/plots/violin_shape.h"

using namespace lire;
using namespace lire::ui;
using report::Mark;

namespace {

report::Figure twoCurves() {
    report::Figure figure;
    figure.x.title = "KL (nats)";
    figure.y.title = "win rate";
    figure.series = {
        {.name = "lire",
         .method = "lire",
         .mark = Mark::Curve,
         .x = {1.0, 2.0, 3.0},
         .y = {0.5, 0.7, 0.8},
         .yLow = {0.4, 0.6, 0.7},
         .yHigh = {0.6, 0.8, 0.9},
         .labels = {"τ 1.3", "τ 1", "τ 0.7"},
         .keys = {"r|lire|1.3|9", "r|lire|1|9", "r|lire|0.7|9"}},
        {.name = "dpo", .method = "dpo", .mark = Mark::Curve, .x = {2.2, 4.0}, .y = {0.4, 0.6}},
        {.name = "bound", .mark = Mark::Guide, .x = {0.0, 5.0}, .y = {0.5, 0.5}}};
    return figure;
}

QPointF unit(double x, double y) {
    return {100.0 * x, 100.0 * y};
}

}  // namespace

class PlotPartsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void numbersAreReadable_data() {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("a true minus sign") << -1.25 << "−1.25";
        QTest::newRow("zero has no sign") << -0.0 << "0";
        QTest::newRow("thousands are grouped") << 12345.6 << "12,346";
        QTest::newRow("small") << 0.0512 << "0.0512";
        QTest::newRow("tiny") << 2e-4 << "2·10⁻⁴";
        QTest::newRow("huge") << 3e9 << "3·10⁹";
        QTest::newRow("no number") << std::numeric_limits<double>::quiet_NaN() << "–";
    }

    void numbersAreReadable() {
        QFETCH(double, value);
        QFETCH(QString, text);
        QCOMPARE(shortNumber(value), text);
    }

    void whatPrintsAsZeroHasNoSign() {
        QCOMPARE(numberText(-0.001, 2), QString("0.00"));
        QCOMPARE(signedNumber(0.92, 2), QString("+0.92"));
        QCOMPARE(signedNumber(-1.4, 2), QString("−1.40"));
    }

    void ticksHaveThePlacesTheirDistanceNeeds() {
        QCOMPARE(decimalsOf(2.0), 0);
        QCOMPARE(decimalsOf(0.5), 1);
        QCOMPARE(decimalsOf(0.25), 2);
    }

    void labelsNeverLieOnEachOther() {
        const QRectF area(0, 0, 400, 300);
        const std::vector<LabelWish> wishes(6, LabelWish{QPointF(200, 150), QSizeF(60, 14), true});
        const auto places = placeLabels(wishes, area, {});
        for (std::size_t one = 0; one < places.size(); ++one) {
            QVERIFY(area.contains(places[one]));
            for (std::size_t other = one + 1; other < places.size(); ++other)
                QVERIFY(!places[one].intersects(places[other]));
        }
    }

    void aLabelCoversNoMark() {
        const QRectF area(0, 0, 400, 300);
        std::vector<QRectF> marks;
        std::vector<LabelWish> wishes;
        for (int place = 0; place < 12; ++place) {
            const QPointF at(150 + 9.0 * (place % 4), 100 + 11.0 * (place / 4));
            marks.emplace_back(at - QPointF(5, 5), QSizeF(10, 10));
            wishes.push_back({at, QSizeF(44, 14), true});
        }
        const auto places = placeLabels(wishes, area, marks);
        std::size_t seen = 0;
        for (std::size_t one = 0; one < places.size(); ++one) {
            if (places[one].isNull())
                continue;
            ++seen;
            for (const QRectF& mark : marks)
                QVERIFY(!places[one].intersects(mark));
            for (std::size_t other = one + 1; other < places.size(); ++other)
                QVERIFY(!places[one].intersects(places[other]));
        }
        QVERIFY(seen >= 6);
    }

    void whatHasNoRoomIsLeftOut() {
        const std::vector<LabelWish> wishes = {{QPointF(50, 10), QSizeF(80, 18), true}};
        const std::vector<QRectF> marks = {QRectF(0, 0, 100, 22)};
        QVERIFY(placeLabels(wishes, QRectF(0, 0, 100, 22), marks).front().isNull());
    }

    void aLabelThatMayGoGivesWay() {
        const std::vector<LabelWish> wishes = {{QPointF(10, 10), QSizeF(80, 18), true},
                                               {QPointF(10, 10), QSizeF(80, 18), false}};
        const auto places = placeLabels(wishes, QRectF(0, 0, 100, 22), {});
        QVERIFY(!places[0].isNull());
        QVERIFY(places[1].isNull());
    }

    void aViolinIsWidestAtItsMode() {
        const std::vector<double> values = {-3, -0.1, 0, 0, 0.1, 0.05, -0.05, 3};
        double best = 0.0;
        double at = 99.0;
        for (const ViolinPoint& point : violinShape(values))
            if (point.width > best)
                best = point.width, at = point.at;
        QCOMPARE(best, 1.0);
        QVERIFY(std::abs(at) < 0.3);
        QVERIFY(violinShape({}).empty());
        QCOMPARE(quantile({1, 2, 3, 4}, 0.5), 2.5);
    }

    void theNearestMarkWins() {
        const report::Figure figure = twoCurves();
        const auto found = nearestMark(figure, unit, QPointF(203, 66), 14.0);
        QVERIFY(found.has_value());
        QCOMPARE(keyOfMark(figure, *found), QString("r|lire|1|9"));
        QVERIFY(!nearestMark(figure, unit, QPointF(150, 10), 14.0));
        QVERIFY(!nearestMark(figure, unit, QPointF(203, 70), 14.0, {true, false, false}));
    }

    void aBarHoldsItsWholeArea() {
        report::Figure figure;
        figure.series = {
            {.mark = Mark::Bars, .x = {1.0}, .y = {5.0}, .keys = {"k"}, .binWidth = 1.0}};
        QVERIFY(nearestMark(figure, unit, QPointF(120, 10), 1.0).has_value());
        QVERIFY(!nearestMark(figure, unit, QPointF(160, 10), 1.0));
    }

    void keysStepThroughPointsAndSeries() {
        const report::Figure figure = twoCurves();
        const MarkPlace start{0, 1};
        QCOMPARE(steppedMark(figure, {}, Qt::Key_Right), std::optional(MarkPlace{0, 0}));
        QCOMPARE(steppedMark(figure, start, Qt::Key_Right), std::optional(MarkPlace{0, 2}));
        QCOMPARE(steppedMark(figure, MarkPlace{0, 0}, Qt::Key_Left),
                 std::optional(MarkPlace{0, 0}));
        QCOMPARE(steppedMark(figure, start, Qt::Key_Tab), std::optional(MarkPlace{1, 0}));
        // Past the last series with marks Tab leaves the plot; the guide has none.
        QVERIFY(!steppedMark(figure, MarkPlace{1, 0}, Qt::Key_Tab));
        QCOMPARE(steppedMark(figure, MarkPlace{1, 0}, Qt::Key_Backtab),
                 std::optional(MarkPlace{0, 1}));
    }

    void aMarkIsASentence() {
        QCOMPARE(sentenceOfMark(twoCurves(), {0, 1}),
                 QString("lire, τ 1: KL 2, win rate 0.7 (0.6 to 0.8)"));
        QCOMPARE(figureSentence(twoCurves()),
                 QString("2 series, 5 points; greatest: lire, τ 0.7: KL 3, win rate 0.8 "
                         "(0.7 to 0.9)."));
    }

    void theViewHistoryGoesBackAndForward() {
        ViewHistory history;
        const PlotView one{{0, 1}, {0, 1}};
        const PlotView two{{0, 2}, {0, 2}};
        QVERIFY(!history.canBack());
        QCOMPARE(history.back(two), two);
        history.push(one);
        QCOMPARE(history.back(two), one);
        QCOMPARE(history.forward(one), two);
        history.push(two);
        QVERIFY(!history.canForward());
    }

    void allIsSeenWithItsIntervals() {
        const PlotView view = boundsOf(twoCurves(), false, false);
        QVERIFY(view.y.lower <= 0.4 && view.y.upper >= 0.9);
        QVERIFY(view.x.lower <= 1.0 && view.x.upper >= 4.0 && view.x.upper < 5.0);  // not the guide
        const PlotView without = boundsOf(twoCurves(), false, false, {false, true, true});
        QVERIFY(without.x.upper < 4.0);
    }

    void zerosAloneHaveAnAxisOfOrdinaryNumbers() {
        report::Figure figure;
        figure.series = {{.mark = Mark::Curve, .x = {0, 0}, .y = {0.2, 0.3}}};
        figure.x.lowest = 0.0;
        const PlotView view = boundsOf(figure, false, false);
        QCOMPARE(view.x.upper, 1.0);
        QVERIFY(view.x.lower <= 0.0);
    }

    void aLogAxisLeavesZeroOut() {
        report::Figure figure;
        figure.series = {{.mark = Mark::Line, .x = {0, 1, 2}, .y = {0, 0.1, 10}}};
        const PlotView view = boundsOf(figure, false, true);
        QVERIFY(view.y.lower > 0.0 && view.y.lower <= 0.1 && view.y.upper >= 10);
    }

    void aDoorIsReadFromItsKey() {
        const auto door = doorOf("20260801-hh|lire|0.7|300");
        QVERIFY(door.has_value());
        QCOMPARE(door->run, QString("20260801-hh"));
        QCOMPARE(door->policy, QString("lire"));
        QCOMPARE(door->temperature, 0.7);
        QCOMPARE(door->step, qint64(300));
        QVERIFY(!doorOf("lire|0.7"));
        QVERIFY(!doorOf("a|b|hot|1"));
    }

    void theCrosshairReadsTheNearestPoint() {
        report::Figure figure;
        figure.series = {{.mark = Mark::Line, .x = {10, 20, 30}, .y = {1, 2, 3}},
                         {.mark = Mark::Line, .x = {10, 20}, .y = {5, 6}}};
        const auto values = valuesAt(figure, 29.0);
        QCOMPARE(values.at(0), std::optional(3.0));
        QVERIFY(!values.at(1));  // this line has ended long before
    }
};

QTEST_MAIN(PlotPartsTest)
#include "plot_parts_test.moc"
