// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/flips/flip_data.h"

#include <QTest>
#include <map>

#include "ui/flips/flip_figures.h"
#include "ui/flips/flip_filter.h"

using namespace lire;
using namespace lire::ui;

namespace {

FlipRow row(const std::string& prompt, double before, double after, double reference) {
    FlipRow made{.prompt = prompt, .before = before, .after = after, .change = after - before};
    made.wonBefore = before > reference;
    made.wonAfter = after > reference;
    return made;
}

/// Changes −1, −0.1, +0.1, +1; the reference answer's reward is 0.
std::vector<FlipRow> fourRows() {
    return {row("lost", 0.5, -0.5, 0.0),
            row("a", 0.5, 0.4, 0.0),
            row("b", -0.5, -0.4, 0.0),
            row("won", -0.5, 0.5, 0.0)};
}

runs::ResponseRecord response(const std::string& policy,
                              std::int64_t step,
                              double reward,
                              bool full = true) {
    return {.promptId = "p",
            .policy = policy,
            .step = step,
            .full = full,
            .temperature = 0.7,
            .rewards = {{"rm", reward}, {"rm_star", -reward}}};
}

}  // namespace

class FlipDataTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theThreeReadingsHaveTheirDenominators() {
        const FlipCount fell = countFlips(fourRows(), FlipReading::Fell, 0.2);
        QCOMPARE(fell.flips.count, std::int64_t(1));
        QCOMPARE(fell.flips.of, std::int64_t(4));
        QCOMPARE(fell.opposite.count, std::int64_t(1));
        const FlipCount lost = countFlips(fourRows(), FlipReading::LostOfAll, 0.2);
        QCOMPARE(lost.flips.count, std::int64_t(1));
        QCOMPARE(lost.flips.of, std::int64_t(4));
        const FlipCount ofWins = countFlips(fourRows(), FlipReading::LostOfWins, 0.2);
        QCOMPARE(ofWins.flips.of, std::int64_t(2));
        QCOMPARE(ofWins.flips.value, 0.5);
        QCOMPARE(ofWins.opposite.value, 0.5);
    }

    void wilsonsIntervalIsAsPublished() {
        // 10 of 100: Brown, Cai, DasGupta 2001 give (0.0552, 0.1744).
        const Share share = wilsonShare(10, 100);
        QVERIFY(std::abs(share.low - 0.0552) < 5e-5);
        QVERIFY(std::abs(share.high - 0.1744) < 5e-5);
        QCOMPARE(wilsonShare(0, 0).high, 1.0);
    }

    void promptsArePairedAtOneTemperatureByTheNewestEvaluation() {
        const std::vector<runs::PromptRecord> prompts = {
            {.id = "p", .text = "question", .referenceRewards = {{"rm", 0.5}}}, {.id = "alone"}};
        std::vector<runs::ResponseRecord> responses = {response("base", 0, 1.0),
                                                       response("lire", 10, 9.0),
                                                       response("lire", 20, 3.0),
                                                       response("lire", 20, 4.0),
                                                       response("lire", 30, 7.0, false),
                                                       response("dpo", 20, 8.0)};
        responses.push_back(response("lire", 40, 11.0));
        responses.back().temperature = 1.0;
        const auto rows =
            flipRows(prompts,
                     responses,
                     {.policy = "lire", .temperature = 0.7, .guide = "rm", .other = "rm_star"});
        QCOMPARE(rows.size(), std::size_t(1));
        QCOMPARE(rows.front().before, 1.0);
        QCOMPARE(rows.front().after, 3.5);  // the mean of step 20
        QCOMPARE(rows.front().otherChange, std::optional(-2.5));
        QCOMPARE(rows.front().wonAfter, std::optional(true));
    }

    void aReadingSaysWhetherBothModelsAgree() {
        FlipRow worse{.change = -1.0, .otherChange = -0.5};
        QCOMPARE(readingOf(worse, 0.2), std::string("worse on both"));
        worse.otherChange = 0.5;
        QCOMPARE(readingOf(worse, 0.2), std::string("worse, guide only"));
        worse.change = -0.1;
        QCOMPARE(readingOf(worse, 0.2), std::string("within ε"));
    }

    void filtersJoinAndGoOneByOne() {
        FlipFilter filter;
        filter.reading = FlipReading::Fell;
        filter.brushed = std::set<std::string>{"lost", "won"};
        const auto count = [&] {
            int kept = 0;
            for (const FlipRow& one : fourRows())
                kept += filter.holds(one, 0.2) ? 1 : 0;
            return kept;
        };
        QCOMPARE(count(), 1);
        QCOMPARE(filter.chips().size(), std::size_t(2));
        filter.remove("reading");
        QCOMPARE(count(), 2);
        filter.remove("brush");
        filter.change = report::ChangeBin{-0.2, 0.2, report::ChangeKind::Within};
        QCOMPARE(count(), 2);
        QVERIFY(!filter.empty());
    }

    void everyPromptIsAMarkOfTheScatter() {
        const report::Figure figure = flipScatter({fourRows(), {}}, 0.2);
        std::set<std::string> keys;
        for (const report::Series& series : figure.series)
            for (std::size_t point = 0; point < series.keys.size(); ++point) {
                keys.insert(series.keys[point]);
                if (series.keys[point] == "lost")
                    QCOMPARE(series.name, std::string("fell"));
            }
        QCOMPARE(keys, (std::set<std::string>{"lost", "a", "b", "won"}));
        QVERIFY(!flipScatter({}, 0.2).empty.empty());
    }

    void theHistogramCountsEveryPrompt() {
        double sum = 0.0;
        for (const report::Series& series : flipHistogram({fourRows(), {}}, {}, 0.2).series)
            if (series.mark == report::Mark::Bars)
                for (const double height : series.y)
                    sum += height;
        QCOMPARE(sum, 4.0);
    }

    void theHistogramsColoursCountWhatTheCardCounts_data() {
        QTest::addColumn<double>("epsilon");
        for (const double epsilon : {0.0, 0.01, 0.085, 0.2, 0.23, 0.5, 1.0, 7.0})
            QTest::addRow("epsilon %g", epsilon) << epsilon;
    }

    void theHistogramsColoursCountWhatTheCardCounts() {
        QFETCH(double, epsilon);
        std::vector<FlipRow> rows;
        for (int place = -40; place <= 40; ++place)
            rows.push_back(row(std::to_string(place), 0.0, 0.037 * place, 0.0));
        for (const double edge : {-epsilon, epsilon})  // an edge belongs to what is within
            rows.push_back(row("edge", 0.0, edge, 0.0));
        const FlipCount count = countFlips(rows, FlipReading::Fell, epsilon);
        std::map<std::string, double> sums;
        for (const report::Series& series : flipHistogram({rows, {}}, {}, epsilon).series) {
            if (series.mark != report::Mark::Bars)
                continue;
            for (std::size_t bar = 0; bar < series.x.size(); ++bar) {
                sums[series.name] += series.y[bar];
                const double half = series.binWidth / 2.0;
                if (series.name == "rose")
                    QVERIFY(series.x[bar] - half > epsilon - 1e-9);
                if (series.name == "fell")
                    QVERIFY(series.x[bar] + half < -epsilon + 1e-9);
            }
        }
        QCOMPARE(sums["rose"], double(count.opposite.count));
        QCOMPARE(sums["fell"], double(count.flips.count));
        QCOMPARE(sums["within ε"],
                 double(std::int64_t(rows.size()) - count.opposite.count - count.flips.count));
    }

    void theCumulativeShareEndsAtAHundred() {
        const report::Figure figure = flipCumulative({fourRows(), {}}, {fourRows(), {}});
        QCOMPARE(figure.series.size(), std::size_t(2));
        QCOMPARE(figure.series.front().y.back(), 100.0);
        QCOMPARE(figure.series.front().x.front(), -1.0);
    }
};

QTEST_GUILESS_MAIN(FlipDataTest)
#include "flip_data_test.moc"
