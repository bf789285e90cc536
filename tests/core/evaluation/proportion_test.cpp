// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/proportion.h"

#include <QTest>
#include <cmath>

using namespace lire::evaluation;

class ProportionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void wilsonIsTheFormulas_data() {
        QTest::addColumn<std::size_t>("hits");
        QTest::addColumn<std::size_t>("total");
        QTest::addColumn<double>("lower");
        QTest::addColumn<double>("upper");
        const auto n = [](int value) { return static_cast<std::size_t>(value); };
        QTest::newRow("none of ten") << n(0) << n(10) << 0.0 << 0.277532799;
        QTest::newRow("ten of ten") << n(10) << n(10) << 0.722467201 << 1.0;
        QTest::newRow("half of fifty") << n(25) << n(50) << 0.366445143 << 0.633554857;
        // Newcombe 1998, table I: 81 of 263.
        QTest::newRow("81 of 263") << n(81) << n(263) << 0.2553 << 0.3662;
    }

    void wilsonIsTheFormulas() {
        QFETCH(std::size_t, hits);
        QFETCH(std::size_t, total);
        QFETCH(double, lower);
        QFETCH(double, upper);
        const double tolerance = total == 263 ? 5e-5 : 1e-8;
        const auto interval = wilsonInterval(hits, total);
        QVERIFY2(std::abs(interval->lower - lower) < tolerance,
                 qPrintable(QString::number(interval->lower, 'g', 10)));
        QVERIFY2(std::abs(interval->upper - upper) < tolerance,
                 qPrintable(QString::number(interval->upper, 'g', 10)));
    }

    void nothingJudgedHasNoInterval() { QVERIFY(!wilsonInterval(0, 0)); }

    void marginsAreTheTables_data() {
        QTest::addColumn<std::size_t>("prompts");
        QTest::addColumn<double>("points");
        QTest::newRow("50") << std::size_t{50} << 13.9;
        QTest::newRow("80") << std::size_t{80} << 11.0;
        QTest::newRow("300") << std::size_t{300} << 5.7;
        QTest::newRow("1000") << std::size_t{1000} << 3.1;
        QTest::newRow("5100") << std::size_t{5100} << 1.4;
    }

    void marginsAreTheTables() {
        QFETCH(std::size_t, prompts);
        QFETCH(double, points);
        QVERIFY(std::abs(100.0 * widestMargin(prompts) - points) < 0.05);
    }

    void tellsHowManyPromptsADifferenceTakes_data() {
        QTest::addColumn<double>("share");
        QTest::addColumn<std::size_t>("prompts");
        QTest::newRow("55 %") << 0.55 << std::size_t{783};
        QTest::newRow("45 %: the same") << 0.45 << std::size_t{783};
        QTest::newRow("60 %") << 0.6 << std::size_t{194};
        QTest::newRow("65 %") << 0.65 << std::size_t{85};
    }

    void tellsHowManyPromptsADifferenceTakes() {
        QFETCH(double, share);
        QFETCH(std::size_t, prompts);
        QCOMPARE(promptsToShow(share), prompts);
        // And back: so many prompts show just that difference.
        QVERIFY(smallestShownDifference(prompts) <= std::abs(share - 0.5));
        QVERIFY(smallestShownDifference(prompts - 1) > std::abs(share - 0.5));
    }

    void anAccuracyAlikeInAllPromptsHasWidth() {
        const std::vector<std::vector<double>> missed(5, {0.0});
        const auto none = accuracyInterval(missed, {});
        QCOMPARE(none->lower, 0.0);
        QVERIFY(std::abs(none->upper - 0.434482) < 1e-6);
        const std::vector<std::vector<double>> hit(5, {1.0, 1.0});
        const auto all = accuracyInterval(hit, {});
        QVERIFY(std::abs(all->lower - 0.565518) < 1e-6);
        QCOMPARE(all->upper, 1.0);
        const std::vector<std::vector<double>> mixed = {{1.0}, {0.0, 1.0}, {0.5}};
        const auto resampled = bootstrapPooledMeanInterval(mixed, {});
        QCOMPARE(accuracyInterval(mixed, {})->lower, resampled->lower);
        QVERIFY(!accuracyInterval({}, {}));
    }

    void tooFewPromptsShowNothing() {
        QVERIFY(smallestShownDifference(3) > 0.499);
        QVERIFY(smallestShownDifference(50) > widestMargin(50));
    }
};

QTEST_GUILESS_MAIN(ProportionTest)
#include "proportion_test.moc"
